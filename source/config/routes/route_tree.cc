#include "source/config/routes/route_tree.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "envoy/extensions/matching/input_matchers/consistent_hashing/v3/consistent_hashing.pb.h"
#include "envoy/type/matcher/v3/http_inputs.pb.h"
#include "source/config/routes/route.h"
#include "source/config/shared/extensions.h"
#include "source/config/shared/matchers.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;
namespace type = ::xds::type::matcher::v3;
using Extension = ::xds::core::v3::TypedExtensionConfig;
using Hashing =
    ::envoy::extensions::matching::input_matchers::consistent_hashing::v3::ConsistentHashing;
using HeaderInput = ::envoy::type::matcher::v3::HttpRequestHeaderMatchInput;
using matching::HeaderPredicate;
using matching::HeaderTree;
using TreeRef = std::shared_ptr<const HeaderTree>;

// Reads one tree; its routes go to the virtual host as they are met.
class TreeParser {
 public:
  TreeParser(size_t max_bytes, Scope& scope, routing::VirtualHost& out)
      : max_bytes_(max_bytes), scope_(scope), out_(out) {}

  HeaderTree Parse(const type::Matcher& message) {
    HeaderTree tree;
    if (message.has_matcher_list()) {
      const auto step = scope_.Field("matcher_list");
      tree.matcher = ParseList(message.matcher_list());
    } else if (message.has_matcher_tree()) {
      const auto step = scope_.Field("matcher_tree");
      ParseMap(message.matcher_tree(), tree);
    }
    if (message.has_on_no_match()) {
      const auto step = scope_.Field("on_no_match");
      tree.on_no_match = ParseBranch(message.on_no_match());
    }
    return tree;
  }

 private:
  HeaderTree::List ParseList(const type::Matcher::MatcherList& message) {
    HeaderTree::List out;
    const auto list = scope_.Field("matchers");
    for (int i = 0; i < message.matchers_size(); ++i) {
      const auto index = scope_.Index(i);
      const auto& matcher = message.matchers(i);
      HeaderPredicate predicate{HeaderPredicate::Any{}};
      {
        const auto step = scope_.Field("predicate");
        predicate = ParsePredicate(matcher.predicate());
      }
      const auto step = scope_.Field("on_match");
      out.matchers.emplace_back(std::move(predicate), ParseBranch(matcher.on_match()));
    }
    return out;
  }

  void ParseMap(const type::Matcher::MatcherTree& message, HeaderTree& tree) {
    const std::string header = ParseInput(message.input());
    if (message.has_exact_match_map()) {
      const auto step = scope_.Field("exact_match_map");
      HeaderTree::ExactMap out{header, {}};
      ForEach(message.exact_match_map(), [&](const std::string& key, HeaderTree::Branch branch) {
        out.map.emplace(key, std::move(branch));
      });
      tree.matcher = std::move(out);
    } else if (message.has_prefix_match_map()) {
      const auto step = scope_.Field("prefix_match_map");
      HeaderTree::PrefixMap out{header, {}};
      ForEach(message.prefix_match_map(), [&](const std::string& key, HeaderTree::Branch branch) {
        out.map[key.size()].emplace(key, std::move(branch));
      });
      tree.matcher = std::move(out);
    } else {
      scope_.Fail("must be an exact_match_map or a prefix_match_map: others are not supported");
    }
  }

  template <typename Function>
  void ForEach(const type::Matcher::MatcherTree::MatchMap& message, Function add) {
    const auto field = scope_.Field("map");
    for (const auto& [key, on_match] : message.map()) {
      const auto step = scope_.Key(key);
      add(key, ParseBranch(on_match));
    }
  }

  HeaderTree::Branch ParseBranch(const type::Matcher::OnMatch& message) {
    if (message.keep_matching()) scope_.FailAt("keep_matching", "is not supported for routes");
    if (message.has_matcher()) {
      const auto step = scope_.Field("matcher");
      return std::make_shared<const HeaderTree>(Parse(message.matcher()));
    }
    const auto step = scope_.Field("action");
    return ParseAction(message.action());
  }

  // The number of a new list of routes.
  uint32_t ParseAction(const Extension& action) {
    const auto begin = static_cast<uint32_t>(out_.routes.size());
    const auto step = scope_.Field("typed_config");
    const absl::string_view name = schema::TypeNameOfUrl(action.typed_config().type_url());
    const auto type = scope_.Type(name);
    if (route::Route one; name == route::Route::descriptor()->full_name()) {
      if (UnpackInto(action.typed_config(), one, scope_)) AddRoute(one);
    } else if (route::RouteList list; name == route::RouteList::descriptor()->full_name()) {
      if (UnpackInto(action.typed_config(), list, scope_)) {
        const auto field = scope_.Field("routes");
        for (int i = 0; i < list.routes_size(); ++i) {
          const auto index = scope_.Index(i);
          AddRoute(list.routes(i));
        }
      }
    } else {
      scope_.Fail("must be a route or a list of routes", name);
    }
    out_.route_lists.push_back({begin, static_cast<uint32_t>(out_.routes.size())});
    return static_cast<uint32_t>(out_.route_lists.size() - 1);
  }

  void AddRoute(const route::Route& message) {
    if (auto parsed = ParseRoute(message, max_bytes_, scope_)) {
      out_.routes.push_back(*std::move(parsed));
    }
  }

  HeaderPredicate ParsePredicate(const type::Matcher::MatcherList::Predicate& message) {
    using Message = type::Matcher::MatcherList::Predicate;
    switch (message.match_type_case()) {
      case Message::kSinglePredicate: {
        const auto step = scope_.Field("single_predicate");
        return {ParseSingle(message.single_predicate())};
      }
      case Message::kOrMatcher: {
        const auto step = scope_.Field("or_matcher");
        return {HeaderPredicate::Any{ParsePredicates(message.or_matcher())}};
      }
      case Message::kAndMatcher: {
        const auto step = scope_.Field("and_matcher");
        return {HeaderPredicate::All{ParsePredicates(message.and_matcher())}};
      }
      case Message::kNotMatcher: {
        const auto step = scope_.Field("not_matcher");
        return {HeaderPredicate::Not{
            std::make_shared<const HeaderPredicate>(ParsePredicate(message.not_matcher()))}};
      }
      case Message::MATCH_TYPE_NOT_SET:
        scope_.Fail("must have a predicate");
        return {HeaderPredicate::Any{}};
    }
    return {HeaderPredicate::Any{}};
  }

  std::vector<HeaderPredicate> ParsePredicates(
      const type::Matcher::MatcherList::Predicate::PredicateList& message) {
    std::vector<HeaderPredicate> out;
    const auto list = scope_.Field("predicate");
    for (int i = 0; i < message.predicate_size(); ++i) {
      const auto index = scope_.Index(i);
      out.push_back(ParsePredicate(message.predicate(i)));
    }
    return out;
  }

  HeaderPredicate::Single ParseSingle(
      const type::Matcher::MatcherList::Predicate::SinglePredicate& message) {
    HeaderPredicate::Single out{ParseInput(message.input()), matching::StringMatcher::Exact("")};
    if (message.has_value_match()) {
      const auto step = scope_.Field("value_match");
      if (auto parsed = ParseStringMatcher(message.value_match(), scope_))
        out.match = *std::move(parsed);
      return out;
    }
    const auto step = scope_.Field("custom_match");
    const auto field = scope_.Field("typed_config");
    const google::protobuf::Any& config = message.custom_match().typed_config();
    const absl::string_view name = schema::TypeNameOfUrl(config.type_url());
    Hashing hashing;
    if (name != Hashing::descriptor()->full_name()) {
      scope_.Fail("must be the type of a known matcher", name);
    } else if (UnpackInto(config, hashing, scope_)) {
      if (hashing.modulo() == 0) scope_.FailAt("modulo", "must be above 0");
      out.match =
          matching::ConsistentHashing{hashing.threshold(), hashing.modulo(), hashing.seed()};
    }
    return out;
  }

  // The header's name.
  std::string ParseInput(const Extension& input) {
    const auto step = scope_.Field("input");
    const auto field = scope_.Field("typed_config");
    const absl::string_view name = schema::TypeNameOfUrl(input.typed_config().type_url());
    HeaderInput header;
    if (name != HeaderInput::descriptor()->full_name()) {
      scope_.Fail("must be a request header: routes are chosen by nothing else", name);
    } else if (UnpackInto(input.typed_config(), header, scope_)) {
      return absl::AsciiStrToLower(header.header_name());
    }
    return "";
  }

  const size_t max_bytes_;
  Scope& scope_;
  routing::VirtualHost& out_;
};

}  // namespace

void ParseRouteTree(const type::Matcher& matcher, size_t max_direct_response_bytes, Scope& scope,
                    routing::VirtualHost& out) {
  const auto step = scope.Field("matcher");
  out.matcher = TreeParser(max_direct_response_bytes, scope, out).Parse(matcher);
}

}  // namespace nuncio::config

#include "source/policy/hash_policy.h"

#include <algorithm>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "source/base/hash.h"
#include "source/matching/query_parameters.h"

namespace nuncio::policy {
namespace {

using Found = absl::optional<uint64_t>;

struct Context {
  const http::RequestHead& head;
  const record::RequestRecord& record;
  base::Arena& arena;
  HashResult& result;
};

const network::Address& RemoteOf(const record::RequestRecord& record) {
  return record.remote.family() == network::AddressFamily::kNone ? record.connection.remote
                                                                 : record.remote;
}

// Several values hash the same in any order.
Found Hash(const HashPolicy::Header& policy, const Context& context) {
  absl::InlinedVector<absl::string_view, 4> values;
  if (policy.header_name[0] == ':' || policy.header_name == "host") {
    const auto value = http::FindValue(context.head, policy.header_name);
    if (value) values.push_back(*value);
  } else {
    context.head.headers.ForEachValue(policy.header_name,
                                      [&](absl::string_view value) { values.push_back(value); });
  }
  if (values.empty()) return absl::nullopt;
  if (policy.regex_rewrite) {
    for (absl::string_view& value : values) {
      value = context.arena.Copy(policy.regex_rewrite->Apply(value));
    }
  }
  std::sort(values.begin(), values.end());
  uint64_t hash = 0;
  for (const absl::string_view value : values) hash = base::Hash64(value, hash);
  return hash;
}

// The same for all requests of one connection, so that those in flight together agree.
absl::string_view NewCookie(const Context& context) {
  const std::string ends = absl::StrCat(context.record.connection.remote.ToString(),
                                        context.record.connection.local.ToString());
  return context.arena.Copy(absl::StrCat(absl::Hex(base::Hash64(ends), absl::kZeroPad16)));
}

absl::string_view SetCookie(const HashPolicy::Cookie& policy, absl::string_view value,
                            base::Arena& arena) {
  std::string text = absl::StrCat(policy.name, "=\"", value, "\"");
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*policy.ttl).count();
  if (seconds != 0) absl::StrAppend(&text, "; Max-Age=", seconds);
  if (!policy.path.empty()) absl::StrAppend(&text, "; Path=", policy.path);
  for (const auto& [name, attribute] : policy.attributes) {
    absl::StrAppend(&text, "; ", name, attribute.empty() ? "" : "=", attribute);
  }
  text += "; HttpOnly";
  return arena.Copy(text);
}

Found Hash(const HashPolicy::Cookie& policy, const Context& context) {
  absl::optional<absl::string_view> value = matching::FindCookie(context.head.headers, policy.name);
  if ((!value || value->empty()) && policy.ttl) {
    value = NewCookie(context);
    context.result.set_cookie = SetCookie(policy, *value, context.arena);
  }
  if (!value || value->empty()) return absl::nullopt;
  return base::Hash64(*value);
}

Found Hash(const HashPolicy::SourceIp&, const Context& context) {
  const network::Address& remote = RemoteOf(context.record);
  if (!remote.is_ip()) return absl::nullopt;
  return base::Hash64(remote.IpText());
}

Found Hash(const HashPolicy::QueryParameter& policy, const Context& context) {
  const auto value = matching::FindQueryParameter(context.head.path, policy.name);
  if (!value) return absl::nullopt;
  return base::Hash64(*value);
}

Found Hash(const HashPolicy::FilterState& policy, const Context& context) {
  const record::FilterStateObject* const object = context.record.filter_state()->Find(policy.key);
  const absl::optional<std::string> text = object == nullptr ? absl::nullopt : object->Text();
  if (!text) return absl::nullopt;
  return base::Hash64(*text);
}

}  // namespace

HashResult ComputeHash(const std::vector<HashPolicy>& policies, const http::RequestHead& head,
                       const record::RequestRecord& record, base::Arena& arena) {
  HashResult result;
  const Context context{head, record, arena, result};
  for (const HashPolicy& policy : policies) {
    const Found found =
        absl::visit([&](const auto& part) { return Hash(part, context); }, policy.policy_specifier);
    if (found) {
      // Rotated, so that two equal parts do not cancel each other out.
      const uint64_t before = result.hash.value_or(0);
      result.hash = ((before << 1) | (before >> 63)) ^ *found;
    }
    if (policy.terminal && result.hash) break;
  }
  return result;
}

}  // namespace nuncio::policy

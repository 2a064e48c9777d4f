#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "source/base/status_macros.h"
#include "source/format/operator.h"
#include "source/schema/json_reader.h"

namespace nuncio::format {
namespace {

using MetadataOf = const record::Metadata* (*)(const Input&);

const record::Metadata* Dynamic(const Input& input) { return input.record.dynamic_metadata(); }
const record::Metadata* Route(const Input& input) { return input.record.route_metadata; }
const record::Metadata* VirtualHost(const Input& input) {
  return input.record.virtual_host_metadata;
}
const record::Metadata* Listener(const Input& input) {
  return input.record.connection.listener_metadata;
}
const record::Metadata* FilterChain(const Input& input) {
  return input.record.connection.filter_chain_metadata;
}
const record::Metadata* Cluster(const Input& input) {
  return input.record.upstream == nullptr ? nullptr : input.record.upstream->cluster_metadata;
}
const record::Metadata* Host(const Input& input) {
  return input.record.upstream == nullptr ? nullptr : input.record.upstream->host_metadata;
}

// A namespace and the keys below it.
struct Path {
  std::string name_space;
  std::vector<std::string> keys;
};

// "ns:key:key", or the older ["ns", "key"].
absl::StatusOr<Path> ParsePath(absl::string_view text) {
  std::vector<std::string> parts;
  if (!text.empty() && text[0] == '[') {
    schema::Node root;
    if (schema::ReadJson(text, {.max_depth = 2}, root) || root.kind != schema::Node::Kind::kList) {
      return absl::InvalidArgumentError("its parameter is no list of names");
    }
    for (const schema::Node& item : root.items) {
      if (item.kind != schema::Node::Kind::kString) {
        return absl::InvalidArgumentError("its parameter is no list of names");
      }
      parts.push_back(item.text);
    }
  } else {
    parts = absl::StrSplit(text, ':');
  }
  if (parts.empty() || parts[0].empty()) {
    return absl::InvalidArgumentError("its parameter has no namespace");
  }
  Path path;
  path.name_space = parts[0];
  path.keys.assign(parts.begin() + 1, parts.end());
  return path;
}

// Text stands as it is, everything else as JSON.
bool PutValue(const record::Metadata* metadata, const Path& path, bool json, std::string& out) {
  if (metadata == nullptr) return false;
  if (path.keys.empty()) {
    const record::Struct* const fields = record::FindStruct(*metadata, path.name_space);
    if (fields == nullptr) return false;
    record::AppendJson(*fields, out);
    return true;
  }
  const record::Value* const value = record::FindValue(*metadata, path.name_space, path.keys);
  if (value == nullptr || value->is_null()) return false;
  const std::string* const text = value->AsText();
  if (text != nullptr && !json) return Put(*text, out);
  record::AppendJson(*value, out);
  return true;
}

absl::StatusOr<Operator> Make(MetadataOf metadata, absl::string_view parameter) {
  NUNCIO_ASSIGN_OR_RETURN(Path path, ParsePath(parameter));
  return Operator(
      [metadata, path](const Input& input, std::string& out) {
        return PutValue(metadata(input), path, false, out);
      },
      [metadata, path](const Input& input, std::string& out) {
        return PutValue(metadata(input), path, true, out);
      });
}

template <MetadataOf kMetadata>
absl::StatusOr<Operator> MakeMetadata(const Command& command, const FormatOptions&) {
  return Make(kMetadata, *command.parameter);
}

// %METADATA(KIND:ns:key)%
absl::StatusOr<Operator> MakeAnyMetadata(const Command& command, const FormatOptions&) {
  static constexpr std::pair<absl::string_view, MetadataOf> kKinds[] = {
      {"DYNAMIC", &Dynamic},
      {"CLUSTER", &Cluster},
      {"ROUTE", &Route},
      {"UPSTREAM_HOST", &Host},
      {"LISTENER", &Listener},
      {"LISTENER_FILTER_CHAIN", &FilterChain},
      {"VIRTUAL_HOST", &VirtualHost},
  };
  const size_t colon = command.parameter->find(':');
  const absl::string_view kind = command.parameter->substr(0, colon);
  if (colon == absl::string_view::npos) {
    return absl::InvalidArgumentError("its parameter must be KIND:NAMESPACE:KEY");
  }
  for (const auto& [name, metadata] : kKinds) {
    if (name == kind) return Make(metadata, command.parameter->substr(colon + 1));
  }
  return absl::InvalidArgumentError(absl::StrCat("there is no metadata of kind '", kind, "'"));
}

const record::FilterStateObject* FindObject(const Input& input, absl::string_view key) {
  const record::FilterState* const state = input.record.filter_state();
  return state == nullptr ? nullptr : state->Find(key);
}

Operator PlainObject(std::string key) {
  return Operator(Operator::Kind::kText,
                  [key = std::move(key)](const Input& input, std::string& out) {
                    const record::FilterStateObject* const object = FindObject(input, key);
                    if (object == nullptr) return false;
                    const absl::optional<std::string> text = object->Text();
                    return text && Put(*text, out);
                  });
}

Operator TypedObject(std::string key) {
  return Operator(Operator::Kind::kJson,
                  [key = std::move(key)](const Input& input, std::string& out) {
                    const record::FilterStateObject* const object = FindObject(input, key);
                    if (object == nullptr) return false;
                    const record::Value json = object->Json();
                    if (json.is_null()) return false;
                    record::AppendJson(json, out);
                    return true;
                  });
}

// One field of an object that is a struct.
Operator FieldOfObject(std::string key, std::string field) {
  return Operator(Operator::Kind::kText, [key = std::move(key), field = std::move(field)](
                                             const Input& input, std::string& out) {
    const record::FilterStateObject* const object = FindObject(input, key);
    if (object == nullptr) return false;
    const record::Value json = object->Json();
    const record::Struct* const fields = json.AsStruct();
    const auto found = fields == nullptr ? record::Struct::const_iterator() : fields->find(field);
    if (fields == nullptr || found == fields->end()) return false;
    if (const std::string* const text = found->second.AsText()) return Put(*text, out);
    record::AppendJson(found->second, out);
    return true;
  });
}

// %FILTER_STATE(key:PLAIN|TYPED|FIELD:field)%
absl::StatusOr<Operator> MakeFilterState(const Command& command, const FormatOptions&) {
  const std::vector<std::string> parts = absl::StrSplit(*command.parameter, ':');
  const std::string form = parts.size() > 1 ? parts[1] : "TYPED";
  if (form == "FIELD" && parts.size() == 3 && !parts[2].empty()) {
    return FieldOfObject(parts[0], parts[2]);
  }
  if (parts.size() > 2) {
    return absl::InvalidArgumentError(
        "its parameter must be KEY:PLAIN, KEY:TYPED or KEY:FIELD:NAME");
  }
  if (form == "PLAIN") return PlainObject(parts[0]);
  if (form == "TYPED") return TypedObject(parts[0]);
  return absl::InvalidArgumentError(
      absl::StrCat("'", form, "' is none of PLAIN, TYPED and FIELD:NAME"));
}

absl::StatusOr<Operator> MakePerRequestState(const Command& command, const FormatOptions&) {
  return PlainObject(std::string(*command.parameter));
}

constexpr OperatorSpec kOperators[] = {
    Made("DYNAMIC_METADATA", Parameter::kRequired, true, &MakeMetadata<&Dynamic>),
    Made("CLUSTER_METADATA", Parameter::kRequired, false, &MakeMetadata<&Cluster>),
    Made("UPSTREAM_METADATA", Parameter::kRequired, false, &MakeMetadata<&Host>),
    Made("METADATA", Parameter::kRequired, true, &MakeAnyMetadata),
    Made("FILTER_STATE", Parameter::kRequired, true, &MakeFilterState),
    Made("PER_REQUEST_STATE", Parameter::kRequired, false, &MakePerRequestState),
};

}  // namespace

absl::Span<const OperatorSpec> MetadataOperators() { return kOperators; }

}  // namespace nuncio::format

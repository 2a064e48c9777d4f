#include "source/xds/client/file_channel.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "source/schema/document.h"

namespace nuncio::xds::client {
namespace {

using envoy::service::discovery::v3::DiscoveryResponse;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  // A directory opens, but does not read.
  if (!file || file.bad()) {
    return absl::NotFoundError(absl::StrCat(path, ": cannot be read: ", std::strerror(errno)));
  }
  return std::move(text).str();
}

void Log(const schema::ConfigErrors& notes, base::Logger& log) {
  for (const schema::ConfigError& note : notes.list()) log.Warning("xds", note.ToString());
}

}  // namespace

absl::StatusOr<DiscoveryResponse> ReadResponseFile(const std::string& path,
                                                   const UnknownFieldPolicy& unknown_fields,
                                                   base::Logger& log) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  schema::DocumentOptions options;
  options.file = path;
  options.format = schema::FormatOfFile(path);
  options.unknown_fields =
      unknown_fields.refuse ? schema::UnknownFields::kRefuse : schema::UnknownFields::kReport;
  options.keep_positions = false;
  schema::DocumentResult result;
  DiscoveryResponse response;
  if (!schema::ReadDocument(*text, options, response, result)) return result.errors.ToStatus();
  Log(result.warnings, log);
  if (unknown_fields.note && !result.unknown_fields.empty()) {
    Log(result.unknown_fields, log);
    unknown_fields.note();
  }
  return response;
}

FileChannel::FileChannel(FileChannelDependencies dependencies, std::string path)
    : dependencies_(dependencies), path_(std::move(path)) {}

void FileChannel::SetInterest(const ResourceType& type, Interest interest) {
  if (!resources_) resources_.emplace(type, dependencies_.generations, dependencies_.clock);
  if (interest == interest_) return;
  interest_ = std::move(interest);
  resources_->Keep(interest_);
  reload_due_ = !interest_.empty();
}

void FileChannel::Reload() {
  reload_due_ = !interest_.empty();
  Flush();
}

void FileChannel::Flush() {
  if (!reload_due_ || judged_ != nullptr) return;
  reload_due_ = false;
  const absl::StatusOr<DiscoveryResponse> response =
      ReadResponseFile(path_, dependencies_.unknown_fields, dependencies_.log);
  if (!response.ok()) {
    dependencies_.log.Warning("xds", response.status().message());
    dependencies_.events.OnFailure(response.status());
    return;
  }
  dependencies_.events.OnConnected();
  Answer answer = resources_->Read(*response, interest_);
  RefuseMissing(answer);
  judged_ = std::make_shared<const Answer>(std::move(answer));
  dependencies_.events.OnAnswer(judged_);
}

void FileChannel::RefuseMissing(Answer& answer) const {
  absl::flat_hash_set<absl::string_view> present(answer.unchanged.begin(), answer.unchanged.end());
  for (const ResourceRef& resource : answer.changed) present.insert(resource->name);
  for (const Refusal& refusal : answer.refused) present.insert(refusal.name);
  std::vector<Refusal> missing;
  for (const std::string& name : interest_.names) {
    if (present.contains(name)) continue;
    missing.push_back({name, absl::StrCat(path_, ": has no ", ServiceName(answer.type_url),
                                          " resource \"", name, "\"")});
  }
  for (Refusal& refusal : missing) answer.refused.push_back(std::move(refusal));
}

void FileChannel::Judge(const Verdict& verdict) {
  const std::shared_ptr<const Answer> answer = std::exchange(judged_, nullptr);
  if (answer == nullptr) return;
  resources_->Commit(*answer, verdict.refused, interest_);
  std::vector<Refusal> refused = answer->refused;
  refused.insert(refused.end(), verdict.refused.begin(), verdict.refused.end());
  if (!refused.empty()) {
    dependencies_.log.Warning("xds", path_,
                              ": refused, the rest of it applies: ", RefusalText(refused));
  }
  // The host calls Flush next, which reads again if that is due.
}

}  // namespace nuncio::xds::client

#include "source/control/directory_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/control/cross_check.h"
#include "source/schema/type_registry.h"

namespace nuncio::control {
namespace {

void Fail(const std::string& file, std::string rule, LoadedResources& loaded) {
  loaded.errors.Add({.rule = std::move(rule), .position = {file}});
}

std::vector<std::string> ListFiles(const std::string& directory, LoadedResources& loaded) {
  std::vector<std::string> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code unknown;
    if (IsResourceFile(name) && !entry->is_directory(unknown)) {
      files.push_back(entry->path().string());
    }
  }
  if (error) Fail(directory, absl::StrCat("cannot be read: ", error.message()), loaded);
  std::sort(files.begin(), files.end());
  return files;
}

std::optional<std::string> ReadText(const std::string& file, LoadedResources& loaded) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  // An empty file sets the output's failbit: nothing was written.
  if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  if (!stream.is_open() || stream.bad() || text.bad()) {
    Fail(file, absl::StrCat("cannot be read: ", std::strerror(errno)), loaded);
    return std::nullopt;
  }
  return std::move(text).str();
}

void RefuseTwins(LoadedResources& loaded) {
  std::map<std::pair<std::string, std::string>, const LoadedResource*> seen;
  for (const LoadedResource& resource : loaded.resources) {
    const auto [first, is_new] =
        seen.emplace(std::pair(resource.type_url, resource.name), &resource);
    if (is_new) continue;
    loaded.errors.Add(
        {.resource = {std::string(schema::TypeNameOfUrl(resource.type_url)), resource.name},
         .rule = absl::StrCat("must stand once, and stands at ", first->second->position.ToString(),
                              " too"),
         .position = resource.position});
  }
}

}  // namespace

bool IsResourceFile(absl::string_view name) {
  if (absl::StartsWith(name, ".")) return false;
  const std::string lower = absl::AsciiStrToLower(name);
  for (const absl::string_view ending : {".yaml", ".yml", ".json", ".pb", ".pb_text"}) {
    if (absl::EndsWith(lower, ending)) return true;
  }
  return false;
}

LoadedResources ReadDirectory(const std::string& directory, ResourceReader& reader) {
  LoadedResources loaded;
  for (const std::string& file : ListFiles(directory, loaded)) {
    const std::optional<std::string> text = ReadText(file, loaded);
    if (text) reader.Read(file, *text, loaded);
  }
  RefuseTwins(loaded);
  if (loaded.errors.empty()) loaded.warnings.Append(CrossCheck(loaded.resources));
  return loaded;
}

}  // namespace nuncio::control

#ifndef NUNCIO_SOURCE_CONTROL_DIRECTORY_READER_H_
#define NUNCIO_SOURCE_CONTROL_DIRECTORY_READER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "source/control/resource_reader.h"

namespace nuncio::control {

// True for the files of a directory that hold resources: .yaml, .yml, .json, .pb and .pb_text, but
// not hidden ones. Editors' back-up and swap files have other endings.
bool IsResourceFile(absl::string_view name);

// Reads and checks all resource files of a directory, in the order of their names, not those of
// directories below it. A resource of one type and name stands once; one whose twin stands
// elsewhere is an error that names both places.
LoadedResources ReadDirectory(const std::string& directory, ResourceReader& reader);

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_DIRECTORY_READER_H_

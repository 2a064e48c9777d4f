#ifndef NUNCIO_TEST_API_FACT_ROWS_H_
#define NUNCIO_TEST_API_FACT_ROWS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

// Descriptors written in the form of the tables in test/api/facts: cells of a row separated by
// tabs.
//
//   message  full name, number of fields, deprecated
//   field    message, name, number, label, type, oneof, rules, deprecated
//   enum     full name, value, number, deprecated
//   service  full name
//   rpc      service, method, request, response, shape
//
// The last cell of each is the file's path. Rules stand in the order of their text, which is where
// these rows differ from the tables; so do services and methods, as what the tables say of REST and
// of resource types is in no descriptor.
namespace nuncio::api {

// Every row of one file, messages in the order in which they stand there.
std::vector<std::string> RowsOf(const google::protobuf::FileDescriptor& file);

// A row of a table in that form.
std::string Normalized(const std::string& row);

}  // namespace nuncio::api

#endif  // NUNCIO_TEST_API_FACT_ROWS_H_

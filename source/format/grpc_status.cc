#include "source/format/grpc_status.h"

#include <array>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace nuncio::format {
namespace {

struct Names {
  absl::string_view camel;
  absl::string_view snake;
};

constexpr std::array<Names, 17> kNames = {{{"OK", "OK"},
                                           {"Canceled", "CANCELED"},
                                           {"Unknown", "UNKNOWN"},
                                           {"InvalidArgument", "INVALID_ARGUMENT"},
                                           {"DeadlineExceeded", "DEADLINE_EXCEEDED"},
                                           {"NotFound", "NOT_FOUND"},
                                           {"AlreadyExists", "ALREADY_EXISTS"},
                                           {"PermissionDenied", "PERMISSION_DENIED"},
                                           {"ResourceExhausted", "RESOURCE_EXHAUSTED"},
                                           {"FailedPrecondition", "FAILED_PRECONDITION"},
                                           {"Aborted", "ABORTED"},
                                           {"OutOfRange", "OUT_OF_RANGE"},
                                           {"Unimplemented", "UNIMPLEMENTED"},
                                           {"Internal", "INTERNAL"},
                                           {"Unavailable", "UNAVAILABLE"},
                                           {"DataLoss", "DATA_LOSS"},
                                           {"Unauthenticated", "UNAUTHENTICATED"}}};

absl::optional<uint64_t> StatusIn(const http::HeaderList& list) {
  const http::HeaderField* const field = list.Find(http::HeaderId::kGrpcStatus);
  uint64_t status = 0;
  if (field == nullptr || !absl::SimpleAtoi(field->value, &status)) return absl::nullopt;
  return status;
}

}  // namespace

bool IsGrpcRequest(const http::RequestHead& head) {
  constexpr absl::string_view kType = "application/grpc";
  const absl::string_view type = head.headers.Value(http::HeaderId::kContentType);
  return absl::StartsWith(type, kType) &&
         (type.size() == kType.size() || type[kType.size()] == '+');
}

absl::optional<uint64_t> GrpcStatusOf(const Input& input) {
  if (input.request == nullptr || !IsGrpcRequest(*input.request)) return absl::nullopt;
  return GrpcStatusOfResponse(input);
}

absl::optional<uint64_t> GrpcStatusOfResponse(const Input& input) {
  absl::optional<uint64_t> status;
  if (input.response_trailers != nullptr) status = StatusIn(*input.response_trailers);
  if (!status && input.response != nullptr) status = StatusIn(input.response->headers);
  if (!status && input.record.response_code != 0) {
    status = GrpcStatusOfHttp(input.record.response_code);
  }
  return status;
}

absl::string_view GrpcStatusName(uint64_t status, bool snake_case) {
  if (status >= kNames.size()) return {};
  return snake_case ? kNames[status].snake : kNames[status].camel;
}

uint64_t GrpcStatusOfHttp(int status) {
  switch (status) {
    case 400:
      return 13;
    case 401:
      return 16;
    case 403:
      return 7;
    case 404:
      return 12;
    case 429:
    case 502:
    case 503:
    case 504:
      return 14;
    default:
      return 2;
  }
}

}  // namespace nuncio::format

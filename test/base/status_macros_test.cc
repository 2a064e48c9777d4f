// Checks source/base/status_macros.h: values pass, the first error returns.

#include "source/base/status_macros.h"

#include <memory>

#include "gtest/gtest.h"

namespace nuncio::base {
namespace {

absl::Status Refuse(bool refuse) {
  return refuse ? absl::InvalidArgumentError("refused") : absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<int>> Make(bool refuse) {
  NUNCIO_RETURN_IF_ERROR(Refuse(refuse));
  return std::make_unique<int>(7);
}

absl::StatusOr<int> MakeTwice(bool refuse_first, bool refuse_second) {
  NUNCIO_ASSIGN_OR_RETURN(std::unique_ptr<int> first, Make(refuse_first));
  std::unique_ptr<int> second;
  NUNCIO_ASSIGN_OR_RETURN(second, Make(refuse_second));
  return *first + *second;
}

TEST(StatusMacrosTest, ValuesPass) { EXPECT_EQ(*MakeTwice(false, false), 14); }

TEST(StatusMacrosTest, FirstErrorReturns) {
  EXPECT_EQ(MakeTwice(true, false).status(), absl::InvalidArgumentError("refused"));
  EXPECT_EQ(MakeTwice(false, true).status(), absl::InvalidArgumentError("refused"));
}

}  // namespace
}  // namespace nuncio::base

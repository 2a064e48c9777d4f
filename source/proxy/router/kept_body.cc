#include "source/proxy/router/kept_body.h"

namespace nuncio::proxy::router {

void KeptBody::SetLimits(absl::optional<uint64_t> given, uint64_t of_connection) {
  wait_limit_ = given.value_or(0) != 0 ? *given : of_connection;
  keep_limit_ = given.value_or(of_connection != 0 ? of_connection : UINT64_MAX);
}

void KeptBody::Drop() {
  keeps_all_ = false;
  bytes_.Clear();
}

bool KeptBody::AddWaiting(buffer::Buffer& data) {
  bytes_.Move(data);
  return LookAtLimit();
}

bool KeptBody::AddSent(const buffer::Buffer& data) {
  if (!keeps_all_) return true;
  bytes_.AppendShared(data);
  const bool kept = LookAtLimit();
  if (!kept) bytes_.Clear();
  return kept;
}

bool KeptBody::LookAtLimit() {
  if (!keeps_all_ || bytes_.size() <= keep_limit_) return true;
  keeps_all_ = false;
  return false;
}

buffer::Buffer KeptBody::ForStream() {
  buffer::Buffer data(bytes_.pool());
  keeps_all_ ? data.AppendShared(bytes_) : data.Move(bytes_);
  return data;
}

}  // namespace nuncio::proxy::router

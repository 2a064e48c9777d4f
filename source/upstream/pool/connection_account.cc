#include "source/upstream/pool/connection_account.h"

#include <utility>

namespace nuncio::upstream {
namespace {

uint64_t Milliseconds(base::Duration duration) {
  return static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

}  // namespace

ConnectionAccount::~ConnectionAccount() { Closed(/*by_peer=*/false, /*with_request=*/false); }

void ConnectionAccount::Begin(Ticket ticket) {
  ticket_ = std::move(ticket);
  open_ = true;
  started_ = context_.worker.loop.Now();
  context_.Add(kCxTotal);
  context_.AddGauge(kCxActive);
  HostCounters& host = context_.host->counters();
  host.cx_total.fetch_add(1, std::memory_order_relaxed);
  host.cx_active.fetch_add(1, std::memory_order_relaxed);
}

void ConnectionAccount::Connected() {
  connected_ = context_.worker.loop.Now();
  context_.Record(kCxConnectMs, Milliseconds(connected_ - started_));
}

void ConnectionAccount::ConnectFailed(bool timed_out) {
  context_.Add(kCxConnectFail);
  if (timed_out) context_.Add(kCxConnectTimeout);
  context_.host->counters().cx_connect_fail.fetch_add(1, std::memory_order_relaxed);
}

void ConnectionAccount::CountBytes(const network::ConnectionCounts& counts) {
  if (counts.bytes_read != counted_.bytes_read) {
    context_.Add(kCxRxBytesTotal, counts.bytes_read - counted_.bytes_read);
  }
  if (counts.bytes_written != counted_.bytes_written) {
    context_.Add(kCxTxBytesTotal, counts.bytes_written - counted_.bytes_written);
  }
  counted_ = counts;
}

void ConnectionAccount::Closed(bool by_peer, bool with_request) {
  if (!std::exchange(open_, false)) return;
  ticket_.Return();
  context_.SubGauge(kCxActive);
  context_.host->counters().cx_active.fetch_sub(1, std::memory_order_relaxed);
  context_.Add(kCxDestroy);
  context_.Add(by_peer ? kCxDestroyRemote : kCxDestroyLocal);
  if (with_request) {
    context_.Add(kCxDestroyWithActiveRq);
    context_.Add(by_peer ? kCxDestroyRemoteWithActiveRq : kCxDestroyLocalWithActiveRq);
  }
  context_.Record(kCxLengthMs, Milliseconds(context_.worker.loop.Now() - started_));
}

}  // namespace nuncio::upstream

#include "source/filter/network_filter_chain.h"

#include <algorithm>
#include <string>
#include <utility>

namespace nuncio::filter {

// A filter and what it may call.
class NetworkFilterChain::Place final : public NetworkFilterCallbacks {
 public:
  Place(NetworkFilterChain& chain, size_t index, std::unique_ptr<NetworkFilter> filter)
      : chain_(chain), index_(index), filter(std::move(filter)) {
    this->filter->set_callbacks(*this);
  }
  NetworkContext& context() override { return chain_.context_; }
  void Continue() override { chain_.Continue(index_); }
  void Close(network::CloseMode mode, absl::string_view details) override {
    chain_.Close(mode, details);
  }

 private:
  NetworkFilterChain& chain_;
  const size_t index_;

 public:
  const std::unique_ptr<NetworkFilter> filter;
  bool done = false;
};

NetworkFilterChain::NetworkFilterChain(NetworkContext& context,
                                       const NetworkFilterChainOptions& options)
    : context_(context), options_(options) {
  places_.reserve(options.filters.size());
  for (const NetworkFilterEntry& entry : options.filters) {
    std::unique_ptr<NetworkFilter> filter = entry.factory->Make();
    if (filter == nullptr) continue;
    places_.push_back(std::make_unique<Place>(*this, places_.size(), std::move(filter)));
  }
}

NetworkFilterChain::~NetworkFilterChain() = default;

void NetworkFilterChain::Start() {
  context_.connection.set_events(*this);
  Admit(0);
}

void NetworkFilterChain::Admit(size_t first) {
  waiting_ = false;
  for (size_t i = first; i < places_.size(); ++i) {
    const NetworkStatus status = places_[i]->filter->OnNewConnection();
    if (closed_) return;
    places_[i]->done = status == NetworkStatus::kDone;
    if (status == NetworkStatus::kStop) {
      waiting_ = true;
      return;
    }
  }
  admitted_ = true;
  StartTerminal();
  if (has_data_ && !closed_ && !context_.connection.closing()) Pass(0);
}

void NetworkFilterChain::StartTerminal() {
  if (options_.terminal == nullptr) {
    Close(network::CloseMode::kNow, "");
    return;
  }
  terminal_ = options_.terminal->Make(context_);
  if (AllDone() && !has_data_) context_.connection.set_events(*terminal_);
  terminal_->Start();
}

void NetworkFilterChain::Pass(size_t first) {
  waiting_ = false;
  has_data_ = false;
  for (size_t i = first; i < places_.size(); ++i) {
    if (places_[i]->done) continue;
    const NetworkStatus status = places_[i]->filter->OnData(context_.connection.input(), fin_);
    if (closed_) return;
    places_[i]->done = status == NetworkStatus::kDone;
    if (status == NetworkStatus::kStop) {
      waiting_ = has_data_ = true;
      HoldBack();
      return;
    }
  }
  LetGo();
  if (AllDone()) context_.connection.set_events(*terminal_);
  terminal_->OnData(fin_);
}

void NetworkFilterChain::Continue(size_t place) {
  if (closed_ || !waiting_) return;
  if (admitted_) {
    Pass(place + 1);
  } else {
    Admit(place + 1);
  }
}

bool NetworkFilterChain::AllDone() const {
  return std::all_of(places_.begin(), places_.end(), [](const auto& place) { return place->done; });
}

// A filter that waits while the client sends on: no more than the connection's limit.
void NetworkFilterChain::HoldBack() {
  const uint32_t limit = context_.connection.buffer_limit();
  if (holds_back_ || limit == 0 || context_.connection.input().size() < limit) return;
  holds_back_ = true;
  context_.connection.PauseRead();
}

void NetworkFilterChain::LetGo() {
  if (!std::exchange(holds_back_, false)) return;
  context_.connection.ResumeRead();
}

void NetworkFilterChain::Close(network::CloseMode mode, absl::string_view details) {
  if (closed_) return;
  closed_ = true;
  if (context_.record.termination_details.empty()) {
    context_.record.termination_details = std::string(details);
  }
  context_.connection.Close(mode);
  // The others hear nothing of a connection that ends without a word.
  if (mode == network::CloseMode::kNow || mode == network::CloseMode::kReset) {
    context_.worker.loop.AtEndOfIteration(*this);
  } else {
    context_.connection.set_events(*this);
  }
}

void NetworkFilterChain::OnEndOfIteration() { OnClosed(network::CloseCause::kFlushed); }

void NetworkFilterChain::OnData(bool fin) {
  fin_ = fin;
  has_data_ = true;
  if (closed_) return;
  if (admitted_) {
    Pass(0);
  } else {
    HoldBack();
  }
}

void NetworkFilterChain::OnOutputAbove() {
  if (terminal_ != nullptr) terminal_->OnOutputAbove();
}

void NetworkFilterChain::OnOutputBelow() {
  if (terminal_ != nullptr) terminal_->OnOutputBelow();
}

void NetworkFilterChain::OnFlushed() {
  if (terminal_ != nullptr) terminal_->OnFlushed();
}

void NetworkFilterChain::OnClosed(network::CloseCause cause) {
  closed_ = true;
  if (terminal_ != nullptr) {
    terminal_->OnClosed(cause);
  } else {
    context_.owner.Finish();
  }
}

void NetworkFilterChain::OnDrain(bool close_idle) {
  if (terminal_ != nullptr && !closed_) terminal_->OnDrain(close_idle);
}

void NetworkFilterChain::OnDrainDeadline() {
  if (terminal_ != nullptr) {
    terminal_->OnDrainDeadline();
  } else {
    Close(network::CloseMode::kNow, "");  // nothing if it was closed before
  }
}

}  // namespace nuncio::filter

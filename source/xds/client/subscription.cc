#include "source/xds/client/subscription.h"

#include <utility>

#include "source/xds/client/subscription_table.h"

namespace nuncio::xds::client {

Subscription::Subscription(std::shared_ptr<SubscriptionState> state) : state_(std::move(state)) {}

Subscription::~Subscription() {
  state_->fetch_timer.reset();
  if (state_->table != nullptr) state_->table->Remove(*state_);
}

bool Subscription::fetched() const { return state_->fetched; }

absl::string_view Subscription::version() const { return state_->version; }

}  // namespace nuncio::xds::client

#include <algorithm>
#include <cmath>

#include "source/upstream/balance/balancer.h"
#include "source/upstream/balance/weighted_queue.h"

namespace nuncio::upstream {
namespace {

using Hosts = std::vector<HostRef>;

bool EqualWeights(const Hosts& hosts) {
  return std::all_of(hosts.begin(), hosts.end(), [&](const HostRef& host) {
    return host->weight() == hosts.front()->weight();
  });
}

double WeightOf(const Host& host) { return std::max(1u, host.weight()); }

uint64_t ActiveRequests(const Host& host) {
  const HostCounters* counters = host.counters_if_used();
  return counters == nullptr ? 0 : counters->rq_active.load(std::memory_order_relaxed);
}

// Equal hosts in turn. Each worker begins somewhere else.
class TakeTurns final : public Balancer {
 public:
  TakeTurns(const Hosts& hosts, base::Random& random)
      : hosts_(hosts), next_(random.Below(hosts.size())) {}
  const HostRef& Pick(const PickContext&, base::Random&) override {
    if (next_ >= hosts_.size()) next_ = 0;
    return hosts_[next_++];
  }

 private:
  const Hosts& hosts_;
  size_t next_;
};

// Hosts in turn by their weights, which for least request shrink with the requests on them.
class WeightedTurns final : public Balancer {
 public:
  // A bias of 0 leaves the weights as they are.
  WeightedTurns(const Hosts& hosts, double active_request_bias, base::Random& random)
      : hosts_(hosts), bias_(active_request_bias) {
    for (uint32_t i = 0; i < hosts.size(); ++i) queue_.Add(i, Weight(i));
    for (uint64_t skip = random.Below(hosts.size()); skip > 0; --skip) Next();
  }
  const HostRef& Pick(const PickContext&, base::Random&) override { return hosts_[Next()]; }

 private:
  uint32_t Next() {
    return queue_.Next([this](uint32_t i) { return Weight(i); });
  }
  double Weight(uint32_t i) const {
    const Host& host = *hosts_[i];
    if (bias_ == 0) return WeightOf(host);
    const auto busy = static_cast<double>(ActiveRequests(host) + 1);
    return WeightOf(host) / (bias_ == 1 ? busy : std::pow(busy, bias_));
  }

  const Hosts& hosts_;
  const double bias_;
  WeightedQueue queue_;
};

class RandomChoice final : public Balancer {
 public:
  explicit RandomChoice(const Hosts& hosts) : hosts_(hosts) {}
  const HostRef& Pick(const PickContext&, base::Random& random) override {
    return hosts_[random.Below(hosts_.size())];
  }

 private:
  const Hosts& hosts_;
};

// The least busy of a few hosts that chance names.
class LeastOfSome final : public Balancer {
 public:
  LeastOfSome(const Hosts& hosts, uint32_t choices) : hosts_(hosts), choices_(choices) {}
  const HostRef& Pick(const PickContext&, base::Random& random) override {
    const HostRef* best = nullptr;
    uint64_t least = 0;
    for (uint32_t i = 0; i < choices_; ++i) {
      const HostRef& host = hosts_[random.Below(hosts_.size())];
      const uint64_t active = ActiveRequests(*host);
      if (best == nullptr || active < least) {
        best = &host;
        least = active;
      }
    }
    return *best;
  }

 private:
  const Hosts& hosts_;
  const uint32_t choices_;
};

// The least busy of all hosts; chance decides between equals.
class LeastOfAll final : public Balancer {
 public:
  explicit LeastOfAll(const Hosts& hosts) : hosts_(hosts) {}
  const HostRef& Pick(const PickContext&, base::Random& random) override {
    const HostRef* best = nullptr;
    uint64_t least = 0;
    uint64_t equals = 0;
    for (const HostRef& host : hosts_) {
      const uint64_t active = ActiveRequests(*host);
      if (best == nullptr || active < least) {
        best = &host;
        least = active;
        equals = 1;
      } else if (active == least && random.Below(++equals) == 0) {
        best = &host;
      }
    }
    return *best;
  }

 private:
  const Hosts& hosts_;
};

std::unique_ptr<Balancer> MakeLeastRequest(const BalanceOptions& options, const Hosts& hosts,
                                           base::Random& random) {
  if (!EqualWeights(hosts)) {
    return std::make_unique<WeightedTurns>(hosts, options.active_request_bias, random);
  }
  if (options.full_scan) return std::make_unique<LeastOfAll>(hosts);
  return std::make_unique<LeastOfSome>(hosts, std::max(1u, options.choice_count));
}

}  // namespace

std::unique_ptr<Balancer> MakeBalancer(const BalanceOptions& options, const Hosts& hosts,
                                       base::Random& random) {
  switch (options.policy) {
    case BalancePolicy::kRoundRobin:
      break;
    case BalancePolicy::kLeastRequest:
      return MakeLeastRequest(options, hosts, random);
    case BalancePolicy::kRandom:
      return std::make_unique<RandomChoice>(hosts);
  }
  if (EqualWeights(hosts)) return std::make_unique<TakeTurns>(hosts, random);
  return std::make_unique<WeightedTurns>(hosts, 0, random);
}

}  // namespace nuncio::upstream

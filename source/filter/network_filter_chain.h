#ifndef NUNCIO_SOURCE_FILTER_NETWORK_FILTER_CHAIN_H_
#define NUNCIO_SOURCE_FILTER_NETWORK_FILTER_CHAIN_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "source/event/loop.h"
#include "source/filter/network_filter.h"
#include "source/network/connection.h"

namespace nuncio::filter {

// Leads one connection through its network filters to the terminal one.
//
// Owner: the listener's connection; destroyed before the connection. Thread: the worker. It hears
// the connection only while a filter is not done; then the terminal filter hears it directly. A
// filter may close the connection in each of its calls, and the terminal filter may finish it:
// nothing is destroyed before the end of the iteration.
class NetworkFilterChain final : private network::ConnectionEvents, private event::EndOfIteration {
 public:
  // Both outlive the chain.
  NetworkFilterChain(NetworkContext& context, const NetworkFilterChainOptions& options);
  ~NetworkFilterChain();
  NetworkFilterChain(const NetworkFilterChain&) = delete;
  NetworkFilterChain& operator=(const NetworkFilterChain&) = delete;

  // The connection is open.
  void Start();
  // See TerminalFilter.
  void OnDrain(bool close_idle);
  void OnDrainDeadline();

 private:
  class Place;

  void OnData(bool fin) override;
  void OnOutputAbove() override;
  void OnOutputBelow() override;
  void OnFlushed() override;
  void OnClosed(network::CloseCause cause) override;
  void OnEndOfIteration() override;

  // Asks the filters from `first` on about the new connection, then makes the terminal one.
  void Admit(size_t first);
  void StartTerminal();
  // Shows the input to the filters from `first` on, then to the terminal one.
  void Pass(size_t first);
  void Continue(size_t place);
  void Close(network::CloseMode mode, absl::string_view details);
  // Hands the connection to the terminal filter when no other wants to hear it.
  bool AllDone() const;
  void HoldBack();
  void LetGo();

  NetworkContext& context_;
  const NetworkFilterChainOptions& options_;
  std::vector<std::unique_ptr<Place>> places_;
  std::unique_ptr<TerminalFilter> terminal_;
  bool admitted_ = false;  // every filter has let the connection in
  bool waiting_ = false;   // a filter said kStop
  bool has_data_ = false;  // OnData came while it waited
  bool fin_ = false;
  bool closed_ = false;  // by a filter, or for good
  bool holds_back_ = false;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_NETWORK_FILTER_CHAIN_H_

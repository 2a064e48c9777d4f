#include "source/worker/thread_signals.h"

#include <pthread.h>

#include <csignal>
#include <initializer_list>

namespace nuncio::worker {

void BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) {
    sigdelset(&all, signal);
  }
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace nuncio::worker

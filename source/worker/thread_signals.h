#ifndef NUNCIO_SOURCE_WORKER_THREAD_SIGNALS_H_
#define NUNCIO_SOURCE_WORKER_THREAD_SIGNALS_H_

namespace nuncio::worker {

// For the first line of a thread: signals are for main, but for those of a crash, which must reach
// the thread that crashed (its stack is what the handler shows).
void BlockSignals();

}  // namespace nuncio::worker

#endif  // NUNCIO_SOURCE_WORKER_THREAD_SIGNALS_H_

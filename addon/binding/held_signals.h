// Signals that the runtime catches, so that it can roll back instead of dying half-way.
//
// Signal dispositions belong to the process, so their state is the process's too: this is the one place of the addon
// with any.
#pragma once

#include <sys/types.h>

namespace caisson::binding::held {

// Readable from the first caught signal on; -1 before holdSignals().
[[nodiscard]] int eventFd();
// The first signal caught, or 0.
[[nodiscard]] int first();

// From now on, hand every caught signal to the calling thread, where it stays pending while that blocks it; and hand
// over those that were caught before. For the moment before execve: its thread keeps its pending signals. All signals
// must be blocked in it.
void redirectToThisThread();
// Execve failed.
void stopRedirecting();

}  // namespace caisson::binding::held

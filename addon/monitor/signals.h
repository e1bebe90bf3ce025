// Signals to the monitor are signals to the container.
#pragma once

#include "shared/unique_fd.h"

namespace caisson::monitor {

// pidfd_send_signal(2); a container that has ended already needs none.
void sendSignal(int pidfd, int signal);

// What forward() saw that was not for the container.
struct SignalNews {
  bool childEnded = false;
  bool resized = false;
};

// Blocks all signals and takes them from a signalfd. Those that were sent between the engine's last look and now are
// pending, since the engine had blocked them before it executed us.
class SignalQueue {
 public:
  SignalQueue();
  [[nodiscard]] bool valid() const { return fd_.valid(); }
  [[nodiscard]] int fd() const { return fd_.get(); }

  // Hands on everything that is queued, but SIGCHLD, SIGWINCH (told to the caller) and SIGURG.
  SignalNews forward(int pidfd);

 private:
  UniqueFd fd_;
};

}  // namespace caisson::monitor

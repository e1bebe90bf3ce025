// Readiness of a container, told to the service manager: sd_notify(3) from inside, and again outside.
//
// Everything but READY=1 is dropped, whatever a datagram says and whatever descriptors come along: the container is
// hostile, and the manager takes what the runtime sends for the runtime's own word.
#pragma once

#include <sys/types.h>

#include "shared/unique_fd.h"

namespace caisson::notify {

// How long the manager may take for the barrier, and for one message.
inline constexpr int kPatience = 10'000;  // milliseconds

// A datagram socket that is connected to $NOTIFY_SOCKET, a path or `@` and an abstract name. Without one, errno says
// why: EAFNOSUPPORT for another kind of address, ENAMETOOLONG for one that fits no sockaddr_un.
[[nodiscard]] UniqueFd connectManager(const char* address);

class Readiness {
 public:
  enum class State { Waiting, Barrier, Done };

  // `socket` is bound in the container's reach, `manager` connected. Both -1: there is nothing to do.
  Readiness(int socket, int manager) : socket_(socket), manager_(manager) {
    if (!socket_.valid()) state_ = State::Done;
  }

  [[nodiscard]] State state() const { return state_; }
  // What to poll for POLLIN; -1 when done.
  [[nodiscard]] int pollFd() const;
  // After poll: takes the container's word, and hands READY=1, MAINPID and BARRIER on; or sees the barrier pass. False,
  // with errno, where the manager could not be told; nothing more is done then.
  [[nodiscard]] bool proceed(pid_t mainPid);
  // The container has ended: what it said before counts, else there is no more to wait for.
  [[nodiscard]] bool finish(pid_t mainPid);
  // Waits for the barrier, so that the manager finds out whose message it got (sd_notify(3)); a signal ends that too.
  // False: it did not pass in time.
  [[nodiscard]] bool awaitBarrier() const;

 private:
  [[nodiscard]] bool announce(pid_t mainPid);

  State state_ = State::Waiting;
  UniqueFd socket_;
  UniqueFd manager_;
  UniqueFd barrier_;
};

}  // namespace caisson::notify

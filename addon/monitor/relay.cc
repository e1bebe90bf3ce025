#include "monitor/relay.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "monitor/clock.h"

namespace caisson::monitor {
namespace {

constexpr int kDrainSilence = 50;   // milliseconds without output: there is no more
constexpr int kDrainLimit = 2'000;  // milliseconds for all of it

}  // namespace

// Only the master becomes non-blocking: it is ours alone, while stdin and stdout are shared with the caller, whom the
// flag would outlive.
Relay::Relay(int master) : master_(master), input_(STDIN_FILENO, master), output_(master, STDOUT_FILENO) {
  if (master_ >= 0) fcntl(master_, F_SETFL, O_RDWR | O_NONBLOCK);
}

void Relay::prepare(pollfd* polls) const {
  for (int i = 0; i < kPolls; ++i) polls[i] = {-1, 0, 0};
  if (master_ < 0) return;
  if (input_.empty()) {
    polls[0] = {input_.from(), POLLIN, 0};
  } else if (!hungUp_) {
    polls[1] = {input_.to(), POLLOUT, 0};
  }
  if (!output_.empty()) {
    polls[3] = {output_.to(), POLLOUT, 0};
  } else if (!hungUp_) {
    polls[2] = {output_.from(), POLLIN, 0};
  }
}

void Relay::move(const pollfd* polls) {
  if (master_ < 0) return;
  // at the end of our stdin the container's terminal stays open: a terminal has no end of file
  if (polls[0].revents != 0 && !input_.read()) input_ = Pump(-1, master_);
  if (polls[1].revents != 0) input_.write();
  if (polls[3].revents != 0) output_.write();
  if (polls[2].revents != 0 || hungUp_) pullOutput();
}

void Relay::pullOutput() {
  // EIO: every slave is closed for now; a process of the container may open /dev/console again
  if (output_.empty()) hungUp_ = !output_.read();
}

void Relay::drain() {
  if (master_ < 0) return;
  const Deadline deadline(kDrainLimit);
  while (!deadline.passed()) {
    if (!output_.empty()) {
      pollfd sink{output_.to(), POLLOUT, 0};
      if (poll(&sink, 1, deadline.left()) <= 0) return;
      output_.write();
      continue;
    }
    pollfd source{master_, POLLIN, 0};
    if (poll(&source, 1, kDrainSilence) <= 0) return;
    if (!output_.read()) return;
  }
}

}  // namespace caisson::monitor

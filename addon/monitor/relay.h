// Bytes between the container's pty and the caller's stdin and stdout.
#pragma once

#include <poll.h>

#include "monitor/pump.h"

namespace caisson::monitor {

class Relay {
 public:
  // Entries of prepare() and move().
  static constexpr int kPolls = 4;

  // `master` may be -1: the container has our own stdio, and there is nothing to relay.
  explicit Relay(int master);

  // Fills `polls` with what there is to wait for.
  void prepare(pollfd* polls) const;
  // Moves what `polls` says can be moved.
  void move(const pollfd* polls);
  // True while no process holds the pty's other end.
  [[nodiscard]] bool hungUp() const { return hungUp_; }
  // After the container's end: passes on what it wrote last. Bounded in time, since others may hold the pty still.
  void drain();

 private:
  void pullOutput();

  int master_;
  bool hungUp_ = false;
  Pump input_;
  Pump output_;
};

}  // namespace caisson::monitor

// One direction of the relay.
#pragma once

#include <cstddef>

namespace caisson::monitor {

class Pump {
 public:
  Pump(int from, int to) : from_(from), to_(to) {}

  [[nodiscard]] int from() const { return from_; }
  [[nodiscard]] int to() const { return to_; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  // Reads once into the empty buffer. False at end of file and on any error but EAGAIN, with errno 0 for the former.
  [[nodiscard]] bool read();
  // Writes once. A sink that is gone swallows everything, so that the container does not stall on it.
  void write();

 private:
  // No more than PIPE_BUF: a sink that polls writable takes that much without blocking.
  static constexpr size_t kSize = 4096;

  int from_;
  int to_;
  bool sinkGone_ = false;
  size_t begin_ = 0;
  size_t end_ = 0;
  char buffer_[kSize];
};

}  // namespace caisson::monitor

// Time that the wall clock cannot move.
#pragma once

#include <time.h>

namespace caisson::monitor {

// Milliseconds of CLOCK_MONOTONIC.
inline long long now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<long long>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

class Deadline {
 public:
  explicit Deadline(int milliseconds) : at_(now() + milliseconds) {}
  [[nodiscard]] bool passed() const { return now() >= at_; }
  // Milliseconds, at least 0.
  [[nodiscard]] int left() const { return passed() ? 0 : static_cast<int>(at_ - now()); }

 private:
  long long at_;
};

inline void pause(int milliseconds) {
  const timespec time{milliseconds / 1000, (milliseconds % 1000) * 1'000'000L};
  nanosleep(&time, nullptr);
}

}  // namespace caisson::monitor

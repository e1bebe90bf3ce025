// Words to the host from behind a seccomp filter.
#pragma once

#include <sys/types.h>

#include <atomic>

#include "init/channel.h"
#include "init/fault.h"

namespace caisson::init {

// A second thread, which no filter binds. A call of init's own may be denied once its filter is in force, or worse: be
// a notification, for a listener that only this call would deliver. So init calls nothing, and the courier speaks.
//
// It must be a thread: a process would be left behind as a child that the container's program knows nothing of, while
// exec ends threads by itself.
class Courier {
 public:
  // Start it, with all signals blocked. It begins with the limits and the scheduling that init has now.
  Fault start(const Channel* channel);

  // Send `report` with `fd` and wait for Go, as Channel does, without a system call of the caller's. Returns init's
  // pid.
  [[nodiscard]] pid_t deliver(const Report& report, int fd);

 private:
  static int run(void* self);
  void carry();

  enum class Stage { kIdle, kLoaded, kDone };

  const Channel* channel_ = nullptr;
  std::atomic<Stage> stage_ = Stage::kIdle;
  Report report_ = {};
  int fd_ = -1;
  pid_t pid_ = 0;
};

}  // namespace caisson::init

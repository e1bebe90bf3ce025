#include "monitor/reaper.h"

#include <sys/wait.h>

#include <cerrno>

namespace caisson::monitor {
namespace {

constexpr int kSignalBase = 128;

}  // namespace

void Reaper::record(int code, int value) {
  ended_ = true;
  status_ = code == CLD_EXITED ? value : kSignalBase + value;
}

void Reaper::reap() {
  for (;;) {
    siginfo_t info{};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | __WALL) < 0 || info.si_pid == 0) return;
    if (info.si_pid == pid_) record(info.si_code, info.si_status);
  }
}

void Reaper::waitForContainer() {
  while (!ended_) {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | __WALL) == 0)
      return record(info.si_code, info.si_status);
    if (errno != EINTR) return;
  }
}

}  // namespace caisson::monitor

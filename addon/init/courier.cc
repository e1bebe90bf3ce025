#include "init/courier.h"

#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace caisson::init {
namespace {

constexpr int kThread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
constexpr size_t kStackSize = 16384;
alignas(16) char stack[kStackSize];

// How often the courier looks whether there is something to carry.
constexpr timespec kInterval = {0, 50'000};

// Seconds to minutes, as processors take 2 to 60 ns for a pause: by then the courier is not late but gone.
constexpr uint64_t kPatience = uint64_t{1} << 32;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

Fault Courier::start(const Channel* channel) {
  channel_ = channel;
  // errno is shared by both threads: with signals blocked, no call of the courier's fails while init may look at it
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  const int made = clone(run, stack + kStackSize, kThread, this);
  Fault fault = made < 0 ? Fault("clone") : Fault();
  sigprocmask(SIG_SETMASK, &before, nullptr);
  return fault;
}

int Courier::run(void* self) {
  static_cast<Courier*>(self)->carry();
  return 0;
}

void Courier::carry() {
  while (stage_.load(std::memory_order_acquire) != Stage::kLoaded) nanosleep(&kInterval, nullptr);
  channel_->tell(report_, fd_);
  // where the host is gone this ends the whole process, which waits for us
  pid_ = channel_->awaitGo();
  stage_.store(Stage::kDone, std::memory_order_release);
}

pid_t Courier::deliver(const Report& report, int fd) {
  report_ = report;
  fd_ = fd;
  stage_.store(Stage::kLoaded, std::memory_order_release);
  for (uint64_t turns = 0; stage_.load(std::memory_order_acquire) != Stage::kDone; ++turns) {
    // a fault ends the process, where exit_group may be denied
    if (turns == kPatience) __builtin_trap();
    pause();
  }
  return pid_;
}

}  // namespace caisson::init

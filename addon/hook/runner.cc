#include "hook/runner.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "hook/child.h"

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

namespace caisson::hook {
namespace {

constexpr int kKilledWithin = 10'000;  // milliseconds until a killed hook must have ended

// SIGPIPE stays blocked in this thread for the lifetime; one that came meanwhile is swallowed. (A hook need not read
// its stdin, and a pipe, unlike a socket, knows no MSG_NOSIGNAL.)
class SigpipeGuard {
 public:
  SigpipeGuard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;
  ~SigpipeGuard() {
    const timespec now = {};
    if (sigismember(&before_, SIGPIPE) == 0) sigtimedwait(&pipe_, nullptr, &now);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_ = {};
  sigset_t before_ = {};
};

[[nodiscard]] int64_t nowMilliseconds() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

struct Output {
  char* data;
  size_t capacity;
  size_t size = 0;
};

// Write what the pipe takes; close it once all is written or the hook closed its end.
void feed(Child* child, const Request& request, size_t* written) {
  const ssize_t count = write(child->input.get(), request.input + *written, request.inputSize - *written);
  if (count > 0) *written += static_cast<size_t>(count);
  const bool broken = count < 0 && errno != EAGAIN && errno != EINTR;
  if (broken || *written == request.inputSize) child->input.reset();
}

// Read what is there, within reason: a hook that never stops writing must still run out of time. False at the end of
// the pipe.
[[nodiscard]] bool drain(const Child& child, Output* output) {
  constexpr int kReads = 64;
  char dropped[4096];
  for (int reads = 0; reads < kReads; ++reads) {
    const size_t room = output->capacity - output->size;
    char* const into = room > 0 ? output->data + output->size : dropped;
    const ssize_t count = read(child.output.get(), into, room > 0 ? room : sizeof(dropped));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN;
    if (count == 0) return false;
    if (room > 0) output->size += static_cast<size_t>(count);
  }
  return true;
}

enum class Pumped { kEnded, kTimedOut, kAborted };

// Feed and drain until the hook ends, its time is over or the caller's descriptor says stop.
[[nodiscard]] Pumped pump(Child* child, const Request& request, Output* output) {
  const int64_t deadline = nowMilliseconds() + request.timeout;
  size_t written = 0;
  if (request.inputSize == 0) child->input.reset();
  for (;;) {
    pollfd fds[] = {{child->pidfd.get(), POLLIN, 0},
                    {child->output.get(), POLLIN, 0},
                    {child->input.get(), POLLOUT, 0},
                    {request.abortFd, POLLIN, 0}};
    int64_t wait = -1;
    if (request.timeout != 0) {
      wait = deadline - nowMilliseconds();
      if (wait <= 0) return Pumped::kTimedOut;
    }
    constexpr int64_t kLongest = 1'000'000;
    const int ready = poll(fds, sizeof(fds) / sizeof(fds[0]), static_cast<int>(wait < kLongest ? wait : kLongest));
    if (ready < 0 && errno != EINTR) return Pumped::kAborted;
    if (ready <= 0) continue;
    if (fds[1].revents != 0 && !drain(*child, output)) child->output.reset();
    if (fds[0].revents != 0) return Pumped::kEnded;
    if (fds[3].revents != 0) return Pumped::kAborted;
    if (fds[2].revents != 0) feed(child, request, &written);
  }
}

// The hook itself too: it may have left its group.
void killGroup(const Child& child) {
  kill(-child.pid, SIGKILL);
  syscall(SYS_pidfd_send_signal, child.pidfd.get(), SIGKILL, nullptr, 0);
  pollfd fd = {child.pidfd.get(), POLLIN, 0};
  const int64_t deadline = nowMilliseconds() + kKilledWithin;
  for (int64_t left = kKilledWithin; left > 0; left = deadline - nowMilliseconds()) {
    if (poll(&fd, 1, static_cast<int>(left)) > 0) return;
  }
}

void reap(const Child& child, Outcome* outcome) {
  siginfo_t info = {};
  int result = 0;
  do {
    result = waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(child.pidfd.get()), &info, WEXITED | WNOHANG);
  } while (result < 0 && errno == EINTR);
  if (info.si_code == CLD_EXITED) {
    outcome->ending = Ending::kExited;
    outcome->status = info.si_status;
  } else {
    outcome->ending = Ending::kSignalled;
    outcome->signal = info.si_status;
  }
}

[[nodiscard]] Outcome notStarted(int error, const char* syscallName) {
  Outcome outcome;
  outcome.error = error;
  outcome.syscall = syscallName;
  return outcome;
}

}  // namespace

Outcome run(const Request& request, char* output, size_t capacity) {
  const SigpipeGuard guard;
  Child child;
  const char* syscallName = "";
  if (const int error = start(request, &child, &syscallName); error != 0) return notStarted(error, syscallName);

  Outcome outcome;
  if (request.onStart != nullptr && !request.onStart(request.context, child.pid)) {
    killGroup(child);
    reap(child, &outcome);
    return notStarted(0, "");
  }
  Output kept{output, capacity};
  // a child that died before its release has ended, and that is what pump sees
  [[maybe_unused]] const bool released = release(child);
  const Pumped pumped = pump(&child, request, &kept);
  if (pumped != Pumped::kEnded) killGroup(child);
  reap(child, &outcome);
  if (child.output) [[maybe_unused]]
    const bool open = drain(child, &kept);
  outcome.outputSize = kept.size;
  if (pumped == Pumped::kTimedOut) outcome.ending = Ending::kTimedOut;
  if (pumped == Pumped::kAborted) outcome.ending = Ending::kAborted;
  if (pumped == Pumped::kEnded) {
    if (const int error = execError(child); error != 0) return notStarted(error, "execve");
  }
  return outcome;
}

}  // namespace caisson::hook

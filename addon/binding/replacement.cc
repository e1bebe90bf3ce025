// The engine becomes the monitor.
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "binding/all_signals_blocked.h"
#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/held_signals.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

constexpr int kFirstFd = 3;

// execve itself takes handlers away, but what the engine ignores would stay ignored.
void unignoreAll() {
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) < 0 || action.sa_handler != SIG_IGN) continue;
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, nullptr);
  }
}

bool keepFds(const std::vector<int>& fds) {
  if (syscall(SYS_close_range, kFirstFd, ~0U, CLOSE_RANGE_CLOEXEC) < 0) return false;
  // stdio too: Node marks everything that it inherited
  for (int fd = 0; fd < kFirstFd; ++fd) {
    if (fcntl(fd, F_SETFD, 0) < 0) return false;
  }
  for (const int fd : fds) {
    if (fcntl(fd, F_SETFD, 0) < 0) return false;
  }
  return true;
}

void execInPlace(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string exe = toText(info[0]);
  std::vector<std::string> args = toTexts(info[1]);
  std::vector<std::string> environment = toTexts(info[2]);
  const std::vector<char*> argv = toPointers(args);
  const std::vector<char*> envp = toPointers(environment);
  const std::vector<int> fds = toInts(info[3]);

  // from here to the monitor's signalfd, every signal is pending, none is lost
  const AllSignalsBlocked blocked;
  held::redirectToThisThread();
  const char* failed = "close_range";
  if (keepFds(fds)) {
    failed = "execve";
    unignoreAll();
    execve(exe.c_str(), argv.data(), envp.data());
  }
  const int error = errno;
  held::stopRedirecting();
  throw systemError(env, failed, error);
}

}  // namespace

void exportReplacement(Napi::Env env, Napi::Object exports) { exportAs<execInPlace>(env, exports, "execInPlace"); }

}  // namespace caisson::binding

#include "binding/held_signals.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

#include "binding/error.h"
#include "binding/facilities.h"

namespace caisson::binding {
namespace {

constexpr int kSignals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};

std::atomic<int> event{-1};
std::atomic<int> caught{0};
std::atomic<uint64_t> everCaught{0};  // bit N: signal N
std::atomic<pid_t> receiver{0};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<uint64_t>::is_always_lock_free);

// Async-signal-safe, on any thread of the engine.
void onSignal(int signal) {
  const int before = errno;
  int none = 0;
  caught.compare_exchange_strong(none, signal);
  everCaught.fetch_or(uint64_t{1} << signal);
  if (const pid_t thread = receiver.load(); thread != 0) syscall(SYS_tgkill, getpid(), thread, signal);
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(event.load(), &one, sizeof one);
  errno = before;
}

void holdSignals(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (event.load() >= 0) return;
  event.store(check(env, "eventfd", eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)));
  struct sigaction action {};
  action.sa_handler = onSignal;  // no SA_RESTART: a blocking flock is to be interrupted
  sigfillset(&action.sa_mask);
  for (const int signal : kSignals) {
    struct sigaction current {};
    check(env, "sigaction", sigaction(signal, nullptr, &current));
    // nohup: what the caller ignores stays ignored
    if (current.sa_handler == SIG_IGN) continue;
    check(env, "sigaction", sigaction(signal, &action, nullptr));
  }
}

Napi::Value pendingSignal(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), held::first()); }

}  // namespace

namespace held {

int eventFd() { return event.load(); }

int first() { return caught.load(); }

void redirectToThisThread() {
  const auto thread = static_cast<pid_t>(syscall(SYS_gettid));
  receiver.store(thread);
  for (const int signal : kSignals) {
    if ((everCaught.load() & (uint64_t{1} << signal)) != 0) syscall(SYS_tgkill, getpid(), thread, signal);
  }
}

void stopRedirecting() { receiver.store(0); }

}  // namespace held

void exportSignals(Napi::Env env, Napi::Object exports) {
  exportAs<holdSignals>(env, exports, "holdSignals");
  exportAs<pendingSignal>(env, exports, "pendingSignal");
}

}  // namespace caisson::binding

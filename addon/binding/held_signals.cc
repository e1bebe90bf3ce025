#include "binding/held_signals.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

// They ask the runtime to end.
constexpr int kEnding[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
// They would end it too, and are meant for the container. Not among them: SIGPWR and what the C library keeps for
// itself, which the engine uses.
constexpr int kForwarded[] = {SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGIO, SIGSTKFLT, SIGXCPU};

std::atomic<int> event{-1};
std::atomic<int> caught{0};
std::atomic<uint64_t> everCaught{0};  // bit N-1: signal N
std::atomic<pid_t> receiver{0};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<uint64_t>::is_always_lock_free);

[[nodiscard]] uint64_t bitOf(int signal) { return uint64_t{1} << (signal - 1); }

// Both are async-signal-safe, and run on any thread of the engine.
void remember(int signal) {
  const int before = errno;
  everCaught.fetch_or(bitOf(signal));
  if (const pid_t thread = receiver.load(); thread != 0) syscall(SYS_tgkill, getpid(), thread, signal);
  errno = before;
}

void stop(int signal) {
  const int before = errno;
  int none = 0;
  caught.compare_exchange_strong(none, signal);
  remember(signal);
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(event.load(), &one, sizeof one);
  errno = before;
}

// Nohup: what the caller ignores stays ignored. Of the signals that are only forwarded the engine keeps its own.
void handle(Napi::Env env, int signal, const struct sigaction& action) {
  struct sigaction current {};
  check(env, "sigaction", sigaction(signal, nullptr, &current));
  const bool wanted = action.sa_handler == stop ? current.sa_handler != SIG_IGN : current.sa_handler == SIG_DFL;
  if (wanted) check(env, "sigaction", sigaction(signal, &action, nullptr));
}

void holdSignals(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (event.load() >= 0) return;
  event.store(check(env, "eventfd", eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)));
  struct sigaction action {};
  sigfillset(&action.sa_mask);
  action.sa_handler = stop;  // no SA_RESTART: a blocking flock is to be interrupted
  for (const int signal : kEnding) handle(env, signal, action);
  if (toText(info[0]) != "all") return;
  action.sa_handler = remember;
  action.sa_flags = SA_RESTART;
  for (const int signal : kForwarded) handle(env, signal, action);
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) handle(env, signal, action);
}

Napi::Value pendingSignal(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), held::first()); }

}  // namespace

namespace held {

int eventFd() { return event.load(); }

int first() { return caught.load(); }

void redirectToThisThread() {
  const auto thread = static_cast<pid_t>(syscall(SYS_gettid));
  receiver.store(thread);
  for (int signal = 1; signal <= SIGRTMAX; ++signal) {
    if ((everCaught.load() & bitOf(signal)) != 0) syscall(SYS_tgkill, getpid(), thread, signal);
  }
}

void stopRedirecting() { receiver.store(0); }

}  // namespace held

void exportSignals(Napi::Env env, Napi::Object exports) {
  exportAs<holdSignals>(env, exports, "holdSignals");
  exportAs<pendingSignal>(env, exports, "pendingSignal");
}

}  // namespace caisson::binding

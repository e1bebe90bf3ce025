// Verbs that make one system call by its number.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "json.h"
#include "verbs.h"

namespace probe {
namespace {

struct Result {
  long value;
  int error;
};

// Runs `body` in a child. The result comes through a pipe; a signal that ended the child comes through `signal`.
template <typename Body>
Result in_child(Body body, int& signal) {
  int channel[2];
  Result result = {-1, EPIPE};
  signal = 0;
  if (pipe(channel) != 0) return {-1, errno};
  const pid_t child = fork();
  if (child < 0) return {-1, errno};
  if (child == 0) {
    const Result mine = body();
    const ssize_t ignored = write(channel[1], &mine, sizeof mine);
    _exit(ignored == sizeof mine ? 0 : 1);
  }
  close(channel[1]);
  const ssize_t got = read(channel[0], &result, sizeof result);
  close(channel[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) signal = WTERMSIG(status);
  return got == sizeof result ? result : Result{-1, 0};
}

// A number and six arguments.
using Call = std::array<long, 7>;

Call parse(Arguments arguments) {
  Call call = {};
  for (size_t i = 0; i < arguments.size() && i < call.size(); ++i) {
    call[i] = static_cast<long>(strtoull(arguments[i], nullptr, 0));
  }
  return call;
}

Result make(const Call& call) {
  const long value = syscall(call[0], call[1], call[2], call[3], call[4], call[5], call[6]);
  return {value, value == -1 ? errno : 0};
}

// As a 32-bit program of i386 makes it.
Result make32([[maybe_unused]] const Call& call) {
#if defined(__x86_64__)
  long value = call[0];
  asm volatile("int $0x80"
               : "+a"(value)
               : "b"(call[1]), "c"(call[2]), "d"(call[3])
               : "memory", "r8", "r9", "r10", "r11");
  const int result = static_cast<int>(value);
  return result < 0 && result > -4096 ? Result{-1, -result} : Result{result, 0};
#else
  return {-1, ENOTSUP};
#endif
}

void print(const char* verb, const Call& call, const Result& result, int signal) {
  Json json;
  json.open('{').field("verb", verb).field("number", call[0]).field("result", result.value);
  json.field("errno", errno_name(result.error)).field("signal", signal).close('}').print();
}

}  // namespace

int call(Arguments arguments) {
  const Call request = parse(arguments);
  int signal = 0;
  const Result result = in_child([&request] { return make(request); }, signal);
  print("syscall", request, result, signal);
  return 0;
}

int call32(Arguments arguments) {
  const Call request = parse(arguments);
  int signal = 0;
  const Result result = in_child([&request] { return make32(request); }, signal);
  print("syscall32", request, result, signal);
  return 0;
}

int call_under_alarm(Arguments arguments) {
  if (arguments.size() < 2) return 64;
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  sigaction(SIGALRM, &action, nullptr);
  itimerval timer = {};
  timer.it_value.tv_usec = static_cast<suseconds_t>(strtol(arguments[0], nullptr, 10)) * 1000;
  const Call request = parse(arguments.subspan(1));
  setitimer(ITIMER_REAL, &timer, nullptr);
  const Result result = make(request);
  print("syscall-alarm", request, result, 0);
  return 0;
}

}  // namespace probe

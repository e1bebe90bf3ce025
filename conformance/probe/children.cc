// Verbs that do something in a child, and say how it went.
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

}  // namespace

int call(Arguments arguments) {
  long argument[7] = {};
  for (size_t i = 0; i < arguments.size() && i < 7; ++i) {
    argument[i] = static_cast<long>(strtoull(arguments[i], nullptr, 0));
  }
  int signal = 0;
  const Result result = in_child(
      [&argument]() -> Result {
        const long value =
            syscall(argument[0], argument[1], argument[2], argument[3], argument[4], argument[5], argument[6]);
        return {value, value == -1 ? errno : 0};
      },
      signal);
  Json json;
  json.open('{').field("verb", "syscall").field("number", argument[0]).field("result", result.value);
  json.field("errno", errno_name(result.error)).field("signal", signal).close('}').print();
  return 0;
}

int execute(Arguments arguments) {
  if (arguments.empty()) return 64;
  int status = 0;
  int channel[2];
  if (pipe2(channel, 02000000 /* O_CLOEXEC */) != 0) return 65;
  const pid_t child = fork();
  if (child == 0) {
    char* const argv[] = {arguments[0], nullptr};
    char* const envp[] = {nullptr};
    execve(arguments[0], argv, envp);
    const int error = errno;
    const ssize_t ignored = write(channel[1], &error, sizeof error);
    _exit(ignored == sizeof error ? 126 : 125);
  }
  close(channel[1]);
  int error = 0;
  if (read(channel[0], &error, sizeof error) != sizeof error) error = 0;
  waitpid(child, &status, 0);
  Json json;
  json.open('{').field("verb", "exec").field("path", arguments[0]).field("errno", errno_name(error)).close('}').print();
  return 0;
}

int replace(Arguments arguments) {
  char* const envp[] = {nullptr};
  execve(arguments[0], const_cast<char**>(arguments.data()), envp);
  dprintf(STDERR_FILENO, "become: %s\n", errno_name(errno).data());
  return 126;
}

int unshare_mount(Arguments) {
  const int error = unshare(CLONE_NEWNS) == 0 ? 0 : errno;
  Json json;
  json.open('{').field("verb", "unshare-mount").field("errno", errno_name(error)).close('}').print();
  return 0;
}

int fork_until(Arguments arguments) {
  const long most = arguments.empty() ? 16 : strtol(arguments[0], nullptr, 10);
  long count = 0;
  int error = 0;
  while (count < most) {
    const pid_t child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
    if (child < 0) {
      error = errno;
      break;
    }
    ++count;
  }
  Json json;
  json.open('{').field("verb", "forks").field("count", count).field("errno", errno_name(error)).close('}').print();
  return 0;
}

int leave_child(Arguments) {
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    for (;;) pause();
  }
  Json json;
  json.open('{').field("verb", "child").field("pid", child).close('}').print();
  return 0;
}

}  // namespace probe

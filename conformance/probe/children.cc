// Verbs that do something in children, and say how it went.
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "json.h"
#include "verbs.h"

namespace probe {
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

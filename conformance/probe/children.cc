// Verbs that do something in children, and say how it went.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
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

// Takes the root mount away, and looks from the root of the mount namespace what was under it.
int beneath_root(Arguments arguments) {
  if (arguments.empty()) return 64;
  const int space = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
  const bool moved = umount2("/", MNT_DETACH) == 0 && setns(space, CLONE_NEWNS) == 0;
  const int error = moved ? 0 : errno;
  Json json;
  json.open('{').field("verb", "beneath-root").field("errno", errno_name(error));
  json.flag("found", access(arguments[0], F_OK) == 0).close('}').print();
  return 0;
}

// A grandchild without a parent, which says who takes it over.
int leave_orphan(Arguments) {
  int channel[2];
  if (pipe(channel) != 0) return 65;
  const pid_t middle = fork();
  if (middle == 0) {
    const pid_t self = getpid();
    if (fork() != 0) _exit(0);
    while (getppid() == self) usleep(1000);
    const pid_t parent = getppid();
    if (write(channel[1], &parent, sizeof parent) != sizeof parent) _exit(1);
    pause();
    _exit(0);
  }
  waitpid(middle, nullptr, 0);
  pid_t parent = 0;
  if (read(channel[0], &parent, sizeof parent) != sizeof parent) return 65;
  Json json;
  json.open('{').field("verb", "orphan").field("pid", parent).close('}').print();
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

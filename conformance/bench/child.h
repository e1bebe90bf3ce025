// Starting and reaping the measured programs: what the stopwatch and the striker share.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace bench {

inline constexpr char kSeparator[] = "::";

[[noreturn]] inline void die(const char* what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(2);
}

// CLOCK_MONOTONIC in nanoseconds.
[[nodiscard]] inline int64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

[[nodiscard]] inline int64_t microseconds(const timeval& time) { return time.tv_sec * INT64_C(1000000) + time.tv_usec; }

// Orphans of the measured programs, such as the init of a created container, come to this process.
inline void adopt_orphans() {
  if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) die("prctl(PR_SET_CHILD_SUBREAPER)");
}

// stdin is /dev/null; stdout and stderr go to `log`: a file, because a container keeps them open for as long as it
// lives, and the reader of a pipe would wait for that.
struct Stdio {
  int in;
  int out;
};

[[nodiscard]] inline Stdio open_stdio(const char* log) {
  const Stdio stdio{open("/dev/null", O_RDONLY | O_CLOEXEC),
                    open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (stdio.in < 0 || stdio.out < 0) die(log);
  return stdio;
}

// posix_spawn shares the address space until exec, so that its cost does not depend on this program, and the child's
// ru_maxrss, which never falls below that of the image before exec, starts from this small one.
[[nodiscard]] inline pid_t start(char** argv, const Stdio& stdio) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, stdio.in, 0);
  posix_spawn_file_actions_adddup2(&actions, stdio.out, 1);
  posix_spawn_file_actions_adddup2(&actions, stdio.out, 2);
  pid_t pid = -1;
  errno = posix_spawnp(&pid, argv[0], &actions, nullptr, argv, environ);
  if (errno != 0) die(argv[0]);
  posix_spawn_file_actions_destroy(&actions);
  return pid;
}

// Exit status as a shell counts it.
[[nodiscard]] inline int exit_status(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Ends the command that starts at argv[0] with a null pointer; returns the next one, or null after the last.
[[nodiscard]] inline char** split(char** argv) {
  for (; *argv != nullptr; ++argv) {
    if (strcmp(*argv, kSeparator) == 0) {
      *argv = nullptr;
      return argv + 1;
    }
  }
  return nullptr;
}

}  // namespace bench

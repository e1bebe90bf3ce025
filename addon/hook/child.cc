#include "hook/child.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace caisson::hook {
namespace {

struct ChildEnds {
  int control;
  int input;
  int output;
};

void resetSignals() {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void giveUp(int control) {
  const int error = errno;
  send(control, &error, sizeof(error), MSG_NOSIGNAL);
  _exit(127);
}

// Async-signal-safe calls only: the caller may have threads.
[[noreturn]] void runChild(const Request& request, const ChildEnds& ends) {
  resetSignals();
  setpgid(0, 0);
  char go = 0;
  if (recv(ends.control, &go, sizeof(go), 0) != sizeof(go)) _exit(127);
  if (dup2(ends.input, STDIN_FILENO) < 0 || dup2(ends.output, STDOUT_FILENO) < 0 ||
      dup2(ends.output, STDERR_FILENO) < 0) {
    giveUp(ends.control);
  }
  if (request.directory >= 0 && fchdir(request.directory) < 0) giveUp(ends.control);
  // nothing of the caller's reaches the hook, not even what the container is to inherit
  if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) < 0) giveUp(ends.control);
  execve(request.path, request.argv, request.envp);
  giveUp(ends.control);
}

[[nodiscard]] bool openPipe(UniqueFd* readEnd, UniqueFd* writeEnd) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return false;
  readEnd->reset(ends[0]);
  writeEnd->reset(ends[1]);
  return true;
}

[[nodiscard]] bool setNonBlocking(const UniqueFd& fd) { return fcntl(fd.get(), F_SETFL, O_NONBLOCK) == 0; }

// fork without libc's atfork handlers, which take locks that another thread may hold
[[nodiscard]] pid_t forkWithPidfd(int* pidfd) {
  return static_cast<pid_t>(syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, nullptr, pidfd, nullptr, nullptr));
}

}  // namespace

int start(const Request& request, Child* child, const char** syscallName) {
  UniqueFd childInput, childOutput, childControl;
  *syscallName = "pipe2";
  if (!openPipe(&childInput, &child->input) || !openPipe(&child->output, &childOutput)) return errno;
  *syscallName = "fcntl";
  if (!setNonBlocking(child->input) || !setNonBlocking(child->output)) return errno;
  int pair[2];
  *syscallName = "socketpair";
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) return errno;
  child->control.reset(pair[0]);
  childControl.reset(pair[1]);

  // a handler of the caller's must not run in the child
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int pidfd = -1;
  *syscallName = "clone";
  const pid_t pid = forkWithPidfd(&pidfd);
  const int error = errno;
  if (pid == 0) {
    // the parent's ends would keep this child from seeing the parent's death
    close(pair[0]);
    runChild(request, {childControl.get(), childInput.get(), childOutput.get()});
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) return error;
  child->pid = pid;
  child->pidfd.reset(pidfd);
  // also here, so that the group exists before the caller records it
  setpgid(pid, pid);
  return 0;
}

bool release(const Child& child) {
  const char go = 1;
  return send(child.control.get(), &go, sizeof(go), MSG_NOSIGNAL) == sizeof(go);
}

int execError(const Child& child) {
  int error = 0;
  const ssize_t size = recv(child.control.get(), &error, sizeof(error), MSG_DONTWAIT);
  return size == sizeof(error) ? error : 0;
}

}  // namespace caisson::hook

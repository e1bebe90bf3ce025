#include "monitor/signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace caisson::monitor {

void sendSignal(int pidfd, int signal) { syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0); }

SignalQueue::SignalQueue() {
  // an ignored SIGCHLD, which survives execve, would throw the container's exit status away
  signal(SIGCHLD, SIG_DFL);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  fd_.reset(signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK));
}

SignalNews SignalQueue::forward(int pidfd) {
  SignalNews news;
  signalfd_siginfo info;
  const auto self = static_cast<uint32_t>(getpid());
  while (read(fd_.get(), &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    switch (info.ssi_signo) {
      case SIGCHLD:
        news.childEnded = true;
        break;
      case SIGWINCH:
        news.resized = true;
        break;
      case SIGURG:
        break;
      default:
        // a SIGPIPE of our own writing is no news to the container; the kernel signs it with our pid
        if (info.ssi_pid != self || info.ssi_signo != SIGPIPE) sendSignal(pidfd, static_cast<int>(info.ssi_signo));
    }
  }
  return news;
}

}  // namespace caisson::monitor

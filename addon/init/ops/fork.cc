// init.fork: go on in a child.
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {

// A joined PID namespace holds for children only, and so does a new time namespace. CLONE_PARENT makes the host the
// child's parent too, so the host can wait for it.
Fault perform(const wire::InitFork& op, Context* context) {
  const unsigned long flags = CLONE_PARENT | CLONE_PIDFD | SIGCHLD | op.types;
  int pidfd = -1;
  const auto pid = static_cast<pid_t>(syscall(SYS_clone, flags, nullptr, &pidfd, nullptr, nullptr));
  if (pid < 0) return Fault("clone");
  if (pid > 0) {
    Report report = {};
    report.type = Message::Forked;
    report.step = context->step;
    report.pid = pid;
    context->channel.tell(report, pidfd);
    _exit(0);
  }
  context->pid = context->channel.awaitGo();
  return {};
}

}  // namespace caisson::init

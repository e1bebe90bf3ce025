#include "monitor/teardown.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "monitor/cgroups.h"
#include "monitor/clock.h"
#include "shared/complain.h"

namespace caisson::monitor {
namespace {

constexpr int kPatience = 10'000;  // milliseconds for the lock, and as many for all cgroups
constexpr int kCannotExecute = 127;

// The deletion speaks for itself on our stderr.
void runEngine(const wire::StringList& args, char** envp) {
  char** argv = static_cast<char**>(std::calloc(size_t{args.count()} + 1, sizeof(char*)));
  if (argv == nullptr) return complain("out of memory", "", 0);
  char** next = argv;
  for (const char* arg : args) *next++ = const_cast<char*>(arg);
  const pid_t child = fork();
  if (child < 0) return complain("fork", "", errno);
  if (child == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(argv[0], argv, envp);
    complain("cannot execute", argv[0], errno);
    _exit(kCannotExecute);
  }
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED) < 0 && errno == EINTR) {
  }
}

}  // namespace

void tearDown(const Order& order, const StateDir& stateDir, Reaper& reaper, char** envp) {
  if (order.keep) return;
  if (order.engine.count() > 0) return runEngine(order.engine, envp);
  // a delete by somebody else may be at work or done, and a new container of the same id in its place
  switch (stateDir.lock(Deadline(kPatience))) {
    case StateDir::Lock::Gone:
      return;
    case StateDir::Lock::Busy:
      return complain("another process holds the lock of", order.stateDir, 0);
    case StateDir::Lock::Held:
      break;
  }
  if (removeCgroups(order.cgroups, reaper, Deadline(kPatience))) stateDir.remove();
}

}  // namespace caisson::monitor

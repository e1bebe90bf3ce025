#include "init/process.h"

#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <initializer_list>

#include "shared/protocol.h"

namespace caisson::init {
namespace {

void exitOnSignal(int signal) { _exit(128 + signal); }

void ignoreSignal(int /*signal*/) {}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigaction(signal, &action, nullptr);
}

// Pid 1 of a namespace ignores what it has no handler for, and a waiting init is to be stoppable. SIGPIPE is handled
// rather than ignored: exec resets handlers by itself, so the program starts with every signal at its default.
void handleSignals() {
  for (int signal = 1; signal < NSIG; ++signal) handle(signal, SIG_DFL);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2}) handle(signal, exitOnSignal);
  handle(SIGPIPE, ignoreSignal);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

void prepareProcess(int base) {
  prctl(PR_SET_NAME, kInitName);
  handleSignals();
  // CVE-2024-21626: no descriptor of the host's is open while paths of the container's are walked
  syscall(SYS_close_range, base + 3, ~0U, 0);
  syscall(SYS_close_range, base, ~0U, CLOSE_RANGE_CLOEXEC);
}

}  // namespace caisson::init

// Namespaces, open descriptors, the terminal, signals.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "read.h"
#include "report.h"

namespace probe {

void report_namespaces(Json& json) {
  json.key("namespaces").open('{');
  for (const char* name : {"pid", "net", "mnt", "ipc", "uts", "user", "cgroup", "time"}) {
    json.field(name, read_link((std::string("/proc/self/ns/") + name).c_str()));
  }
  json.close('}');
}

// Without /proc the first 1024 numbers are tried.
void report_descriptors(Json& json) {
  json.key("descriptors").open('[');
  for (int fd = 0; fd < 1024; ++fd) {
    const int flags = fcntl(fd, F_GETFL);
    struct stat status = {};
    if (flags < 0 || fstat(fd, &status) != 0) continue;
    json.open('{').field("fd", fd).field("target", read_link(("/proc/self/fd/" + std::to_string(fd)).c_str()));
    json.field("flags", flags).field("mode", status.st_mode).field("uid", status.st_uid);
    json.flag("closeOnExec", (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0).close('}');
  }
  json.close(']');
}

void report_terminal(Json& json) {
  json.key("terminals").open('[');
  for (int fd = 0; fd < 3; ++fd) {
    winsize size = {};
    const bool is_terminal = isatty(fd) == 1;
    if (is_terminal) ioctl(fd, TIOCGWINSZ, &size);
    json.open('{').flag("terminal", is_terminal).field("rows", size.ws_row).field("columns", size.ws_col).close('}');
  }
  json.close(']');
  const int controlling = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  json.flag("controllingTerminal", controlling >= 0);
  if (controlling >= 0) close(controlling);
}

void report_signals(Json& json) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigprocmask(SIG_SETMASK, nullptr, &blocked);
  json.key("blockedSignals").open('[');
  for (int signal = 1; signal < 65; ++signal) {
    if (sigismember(&blocked, signal) == 1) json.number(signal);
  }
  json.close(']').key("ignoredSignals").open('[');
  for (int signal = 1; signal < 65; ++signal) {
    struct sigaction action = {};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) json.number(signal);
  }
  json.close(']');
}

}  // namespace probe

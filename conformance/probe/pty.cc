#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "json.h"
#include "relay.h"
#include "verbs.h"

namespace probe {
namespace {

volatile sig_atomic_t resized_master = -1;

void enlarge(int) {
  winsize size = {};
  ioctl(resized_master, TIOCGWINSZ, &size);
  ++size.ws_row;
  ioctl(resized_master, TIOCSWINSZ, &size);
}

[[noreturn]] void run_on(const char* slave_name, Arguments command) {
  setsid();
  const int slave = open(slave_name, O_RDWR);
  ioctl(slave, TIOCSCTTY, 0);
  for (int fd = 0; fd < 3; ++fd) dup2(slave, fd);
  if (slave > 2) close(slave);
  char* argv[64] = {};
  for (size_t i = 0; i < command.size() && i < 63; ++i) argv[i] = command[i];
  execvp(argv[0], argv);
  _exit(127);
}

}  // namespace

// Ends with the status of CMD, after a line that says whether the terminal's modes are as they were before.
int terminal(Arguments arguments) {
  if (arguments.size() < 3) return 64;
  const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return 65;
  winsize size = {};
  size.ws_row = static_cast<unsigned short>(atoi(arguments[0]));
  size.ws_col = static_cast<unsigned short>(atoi(arguments[1]));
  ioctl(master, TIOCSWINSZ, &size);
  termios before = {};
  tcgetattr(master, &before);
  const int held = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  resized_master = master;
  signal(SIGUSR1, enlarge);
  const pid_t child = fork();
  if (child == 0) run_on(ptsname(master), arguments.subspan(2));
  int status = 0;
  const pid_t relayer = fork();
  if (relayer == 0) {
    relay(master);
    _exit(0);
  }
  while (waitpid(child, &status, 0) < 0) {
  }
  tcdrain(held);
  usleep(100000);
  kill(relayer, SIGKILL);
  waitpid(relayer, nullptr, 0);
  termios after = {};
  tcgetattr(master, &after);
  Json json;
  json.open('{').field("verb", "pty");
  json.flag("restored", before.c_lflag == after.c_lflag && before.c_iflag == after.c_iflag).close('}').print();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace probe

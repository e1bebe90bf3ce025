#include "monitor/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <initializer_list>

namespace caisson::monitor {

RawTerminal::RawTerminal(int fd) : fd_(fd) {
  if (fd_ < 0 || tcgetattr(fd_, &before_) < 0) {
    fd_ = -1;
    return;
  }
  termios raw = before_;
  cfmakeraw(&raw);
  // the container's terminal leaves line ends to the caller's (console.open), so that output into a pipe has none added
  raw.c_oflag |= before_.c_oflag & OPOST;
  // SIGTTOU is blocked, so this works in a background process group too
  if (tcsetattr(fd_, TCSANOW, &raw) < 0) fd_ = -1;
}

RawTerminal::~RawTerminal() {
  if (fd_ >= 0) tcsetattr(fd_, TCSANOW, &before_);
}

void copyWindowSize(int consoleMaster) {
  if (consoleMaster < 0) return;
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    winsize size{};
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) continue;
    // a terminal of unknown size says nothing that consoleSize in config.json did not say better
    if (size.ws_row != 0 && size.ws_col != 0) ioctl(consoleMaster, TIOCSWINSZ, &size);
    return;
  }
}

}  // namespace caisson::monitor

// The caller's terminal.
#pragma once

#include <termios.h>

namespace caisson::monitor {

// Raw while it lives: every key goes to the container's own line discipline, Ctrl-C among them.
class RawTerminal {
 public:
  // `fd` may be -1 or no terminal; then nothing happens.
  explicit RawTerminal(int fd);
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal();

 private:
  int fd_;
  termios before_{};
};

// Gives the pty the size of the first terminal among descriptors 0-2. `consoleMaster` may be -1.
void copyWindowSize(int consoleMaster);

}  // namespace caisson::monitor

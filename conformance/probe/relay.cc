#include "relay.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

namespace probe {
namespace {

// False at the end of `from`.
bool copy(int from, int to) {
  char buffer[4096];
  const ssize_t got = read(from, buffer, sizeof buffer);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (got <= 0) return false;
  return write(to, buffer, static_cast<size_t>(got)) == got;
}

}  // namespace

void relay(int master) {
  pollfd watched[2] = {{master, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  for (;;) {
    if (poll(watched, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (watched[0].revents != 0 && !copy(master, STDOUT_FILENO)) return;
    if (watched[1].revents != 0 && !copy(STDIN_FILENO, master)) watched[1].fd = -1;
  }
}

}  // namespace probe

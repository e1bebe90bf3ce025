// What lasts only as long as a process does, and must outlive a checkpoint.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "json.h"
#include "verbs.h"

namespace probe {
namespace {

constexpr useconds_t kPause = 200'000;

[[noreturn]] void count_for_ever(const char* verb, int (*step)(int)) {
  for (int number = 1;; ++number) {
    const int error = step(number) == 0 ? 0 : errno;
    Json json;
    json.open('{').field("verb", verb).field("number", number).field("errno", errno_name(error)).close('}').print();
    usleep(kPause);
  }
}

int near = -1;
int far = -1;

// To oneself, through a listening socket, which is returned; -1 where that fails.
int connect_to_self(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  near = socket(AF_INET, SOCK_STREAM, 0);
  const auto* plain = reinterpret_cast<const sockaddr*>(&address);
  if (bind(listener, plain, sizeof address) != 0 || listen(listener, 1) != 0) return -1;
  return connect(near, plain, sizeof address) == 0 ? listener : -1;
}

int port_of(Arguments arguments) { return arguments.empty() ? 4711 : atoi(arguments[0]); }

int send_and_receive(int number) {
  int back = 0;
  if (send(near, &number, sizeof number, MSG_NOSIGNAL) != sizeof number) return -1;
  if (recv(far, &back, sizeof back, MSG_WAITALL) != sizeof back) return -1;
  return back == number ? 0 : -1;
}

}  // namespace

int count(Arguments) {
  count_for_ever("count", [](int) { return 0; });
}

int connection(Arguments arguments) {
  const int listener = connect_to_self(port_of(arguments));
  if (listener < 0) return 1;
  far = accept(listener, nullptr, nullptr);
  close(listener);
  if (far < 0) return 1;
  count_for_ever("connection", send_and_receive);
}

int connect_only(Arguments arguments) { return connect_to_self(port_of(arguments)) < 0 ? 1 : 0; }

int lock_file(Arguments arguments) {
  if (arguments.empty()) return 64;
  const int fd = open(arguments[0], O_RDWR | O_CREAT, 0644);
  return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : 1;
}

int hold_unlinked(Arguments arguments) {
  if (arguments.size() < 2) return 64;
  const int fd = open(arguments[0], O_RDWR | O_CREAT, 0644);
  return fd >= 0 && link(arguments[0], arguments[1]) == 0 && unlink(arguments[0]) == 0 ? 0 : 1;
}

int hold_datagram(Arguments arguments) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (arguments.empty() || strlen(arguments[0]) >= sizeof address.sun_path) return 64;
  strcpy(address.sun_path, arguments[0]);
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  return connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? 0 : 1;
}

int datagrams(Arguments arguments) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (arguments.empty() || strlen(arguments[0]) >= sizeof address.sun_path) return 64;
  strcpy(address.sun_path, arguments[0]);
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return 1;
  Json().open('{').field("verb", "datagrams").close('}').print();
  for (;;) pause();
}

}  // namespace probe

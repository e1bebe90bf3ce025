// What lasts only as long as a process does, and must outlive a checkpoint.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/socket.h>
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

// To oneself, through a listening socket.
bool connect_to_self(int port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  near = socket(AF_INET, SOCK_STREAM, 0);
  const auto* plain = reinterpret_cast<const sockaddr*>(&address);
  if (bind(listener, plain, sizeof address) != 0 || listen(listener, 1) != 0) return false;
  if (connect(near, plain, sizeof address) != 0) return false;
  far = accept(listener, nullptr, nullptr);
  close(listener);
  return far >= 0;
}

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
  if (!connect_to_self(arguments.empty() ? 4711 : atoi(arguments[0]))) return 1;
  count_for_ever("connection", send_and_receive);
}

int lock_file(Arguments arguments) {
  if (arguments.empty()) return 64;
  const int fd = open(arguments[0], O_RDWR | O_CREAT, 0644);
  return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : 1;
}

}  // namespace probe

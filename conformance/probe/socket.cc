#include "socket.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace probe {
namespace {

sockaddr_un address_of(const char* path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  return address;
}

}  // namespace

int listen_on(const char* path, int backlog) {
  const sockaddr_un address = address_of(path);
  const auto* const name = reinterpret_cast<const sockaddr*>(&address);
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return bind(listener, name, sizeof address) == 0 && listen(listener, backlog) == 0 ? listener : -1;
}

int connect_to(const char* path) {
  const sockaddr_un address = address_of(path);
  const int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  return connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? connection : -1;
}

Message receive_message(int connection) {
  Message message;
  char payload[4096];
  alignas(cmsghdr) char control[CMSG_SPACE(8 * sizeof(int))];
  iovec part = {payload, sizeof payload};
  msghdr header = {};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  const ssize_t got = recvmsg(connection, &header, MSG_CMSG_CLOEXEC);
  if (got < 0) return message;
  message.payload.assign(payload, static_cast<size_t>(got));
  const cmsghdr* rights = CMSG_FIRSTHDR(&header);
  if (rights != nullptr && rights->cmsg_type == SCM_RIGHTS) {
    message.count = static_cast<int>((rights->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(&message.descriptor, CMSG_DATA(rights), sizeof(int));
  }
  return message;
}

bool receive_rest(int connection, Message& message) {
  constexpr int kPatience = 1000;
  char part[4096];
  for (pollfd entry = {connection, POLLIN, 0}; poll(&entry, 1, kPatience) > 0;) {
    const ssize_t got = read(connection, part, sizeof part);
    if (got <= 0) return true;
    message.payload.append(part, static_cast<size_t>(got));
  }
  return false;
}

}  // namespace probe

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>

#include "json.h"
#include "read.h"
#include "relay.h"
#include "verbs.h"

namespace probe {
namespace {

int listen_on(const char* path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 1) != 0) return -1;
  return listener;
}

// The payload and the descriptors of the first message.
struct Message {
  std::string payload;
  int descriptor = -1;
  int count = 0;
};

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

}  // namespace

int receive(Arguments arguments) {
  if (arguments.size() != 1) return 64;
  const int listener = listen_on(arguments[0]);
  if (listener < 0) return 65;
  Json ready;
  ready.open('{').field("verb", "listening").close('}').print();
  const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  const Message message = receive_message(connection);
  const std::string number = std::to_string(message.descriptor);
  int error = 0;
  Json json;
  json.open('{').field("verb", "recvfd").field("payload", message.payload).field("count", message.count);
  json.flag("terminal", isatty(message.descriptor) == 1)
      .field("target", read_link(("/proc/self/fd/" + number).c_str()));
  json.field("information", read_file(("/proc/self/fdinfo/" + number).c_str(), error)).close('}').print();
  if (isatty(message.descriptor) == 1) relay(message.descriptor);
  return 0;
}

}  // namespace probe

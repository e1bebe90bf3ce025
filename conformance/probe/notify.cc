// sd_notify(3), from both ends.
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "json.h"
#include "socket.h"
#include "verbs.h"

namespace probe {
namespace {

// A path, or `@` and an abstract name.
socklen_t address_of(std::string_view text, sockaddr_un& address) {
  address.sun_family = AF_UNIX;
  const size_t length = text.copy(address.sun_path, sizeof address.sun_path - 1);
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length + (text.front() == '@' ? 0 : 1));
}

int send_text(std::string_view text, int descriptor) {
  const char* const socket_name = getenv("NOTIFY_SOCKET");
  if (socket_name == nullptr || *socket_name == '\0') return ENOTCONN;
  sockaddr_un address = {};
  iovec part = {const_cast<char*>(text.data()), text.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {};
  message.msg_namelen = address_of(socket_name, address);
  message.msg_name = &address;
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (descriptor >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &descriptor, sizeof(int));
  }
  const int end = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const int error = sendmsg(end, &message, MSG_NOSIGNAL) < 0 ? errno : 0;
  close(end);
  return error;
}

}  // namespace

int notify(Arguments arguments) {
  if (arguments.empty()) return 64;
  const bool barrier = arguments.size() > 1;
  int ends[2] = {-1, -1};
  if (barrier && pipe(ends) != 0) return 65;
  const int error = send_text(arguments[0], ends[1]);
  close(ends[1]);
  pollfd entry = {ends[0], POLLIN, 0};
  Json json;
  json.open('{').field("verb", "notify").field("errno", errno_name(error));
  if (barrier) json.flag("closed", poll(&entry, 1, 5000) > 0);
  json.close('}').print();
  return 0;
}

// What comes is printed at once; descriptors are closed after DELAY milliseconds.
int manager(Arguments arguments) {
  if (arguments.empty()) return 64;
  sockaddr_un address = {};
  const socklen_t length = address_of(arguments[0], address);
  const int end = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (bind(end, reinterpret_cast<const sockaddr*>(&address), length) != 0) return 65;
  Json ready;
  ready.open('{').field("verb", "listening").close('}').print();
  for (;;) {
    const Message message = receive_message(end);
    Json json;
    json.open('{').field("verb", "manager").field("text", message.payload).field("count", message.count);
    json.close('}').print();
    if (message.descriptor < 0) continue;
    usleep(static_cast<useconds_t>(arguments.size() > 1 ? atoi(arguments[1]) : 0) * 1000);
    Json passed;
    passed.open('{').field("verb", "barrier").close('}').print();
    close(message.descriptor);
  }
}

}  // namespace probe

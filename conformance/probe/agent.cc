// A seccomp agent, as linux.seccomp.listenerPath wants one: seccomp_unotify(2).
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "json.h"
#include "socket.h"
#include "verbs.h"

namespace probe {
namespace {

// What to answer to one system call.
struct Answer {
  int value = 0;  // a negated errno, or the result
  int delay = 0;  // milliseconds
};

// Arguments are NR VALUE DELAY, again and again. Null for a number that is not among them.
bool find_answer(Arguments table, int number, Answer& answer) {
  for (size_t at = 0; at + 2 < table.size(); at += 3) {
    if (atoi(table[at]) != number) continue;
    answer = {atoi(table[at + 1]), atoi(table[at + 2])};
    return true;
  }
  return false;
}

// False once all that the filter binds have ended.
bool serve(int listener, Arguments table) {
  pollfd entry = {listener, POLLIN, 0};
  poll(&entry, 1, -1);
  if ((entry.revents & POLLIN) == 0) return false;
  seccomp_notif request = {};
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) return errno == ENOENT || errno == EINTR;
  seccomp_notif_resp response = {};
  response.id = request.id;
  Answer answer;
  if (find_answer(table, request.data.nr, answer)) {
    usleep(static_cast<useconds_t>(answer.delay) * 1000);
    response.error = answer.value < 0 ? answer.value : 0;
    response.val = answer.value < 0 ? 0 : answer.value;
  } else {
    response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  }
  const int error = ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response) == 0 ? 0 : errno;
  Json json;
  json.open('{').field("verb", "notification").field("number", request.data.nr).field("errno", errno_name(error));
  json.close('}').print();
  return true;
}

}  // namespace

int agent(Arguments arguments) {
  if (arguments.empty()) return 64;
  const int socket = listen_on(arguments[0]);
  if (socket < 0) return 65;
  Json ready;
  ready.open('{').field("verb", "listening").close('}').print();
  const int connection = accept4(socket, nullptr, nullptr, SOCK_CLOEXEC);
  Message message = receive_message(connection);
  const bool closed = receive_rest(connection, message);
  Json json;
  json.open('{').field("verb", "agent").field("payload", message.payload).field("count", message.count);
  json.flag("closed", closed).close('}').print();
  while (serve(message.descriptor, arguments.subspan(1))) continue;
  return 0;
}

int stuck_agent(Arguments arguments) {
  // the one connection that may wait is there already
  if (arguments.size() != 1 || listen_on(arguments[0], 0) < 0 || connect_to(arguments[0]) < 0) return 65;
  Json ready;
  ready.open('{').field("verb", "listening").close('}').print();
  for (;;) pause();
}

}  // namespace probe

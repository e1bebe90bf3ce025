#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "json.h"
#include "read.h"
#include "relay.h"
#include "socket.h"
#include "verbs.h"

namespace probe {

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

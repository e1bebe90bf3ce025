// Unix stream sockets with descriptors in their first message.
#pragma once

#include <string>

namespace probe {

// A listening socket at `path`, where one connection more than `backlog` can wait; -1 where that fails.
int listen_on(const char* path, int backlog = 1);

// Connects to it; -1 where that fails.
int connect_to(const char* path);

// The payload and the descriptors of one message.
struct Message {
  std::string payload;
  int descriptor = -1;  // the first of `count`
  int count = 0;
};

Message receive_message(int connection);

// Adds what follows the message. False where the other side leaves the connection open, and says no more for a second.
bool receive_rest(int connection, Message& message);

}  // namespace probe

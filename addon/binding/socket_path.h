// Unix sockets by path, whatever the path's length: sockaddr_un has room for 107 bytes only.
#pragma once

#include <napi.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <string>

#include "shared/unique_fd.h"

namespace caisson::binding {

// An address through /proc/self/fd and the open directory; valid while the object lives.
class SocketPath {
 public:
  // Throws where `directory` cannot be opened, and ENAMETOOLONG for a `name` that does not fit even so.
  SocketPath(Napi::Env env, const std::string& directory, const std::string& name);

  [[nodiscard]] const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&address_); }
  [[nodiscard]] const char* path() const { return address_.sun_path; }
  [[nodiscard]] static constexpr socklen_t size() { return sizeof(sockaddr_un); }

 private:
  UniqueFd directory_;
  sockaddr_un address_{};
};

}  // namespace caisson::binding

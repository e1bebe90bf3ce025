#include "binding/socket_path.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "binding/error.h"

namespace caisson::binding {

SocketPath::SocketPath(Napi::Env env, const std::string& directory, const std::string& name)
    : directory_(check(env, "open", open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC))) {
  const std::string path = "/proc/self/fd/" + std::to_string(directory_.get()) + "/" + name;
  if (path.size() >= sizeof address_.sun_path) throw systemError(env, "socket path", ENAMETOOLONG);
  address_.sun_family = AF_UNIX;
  std::memcpy(address_.sun_path, path.c_str(), path.size() + 1);
}

}  // namespace caisson::binding

// loopback.up
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstring>

#include "init/ops/ops.h"

namespace caisson::init {

Fault perform(const wire::LoopbackUp& /*op*/, Context* /*context*/) {
  // any family will do for an interface's flags, and this one every kernel has
  const UniqueFd socketFd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socketFd) return Fault("socket");
  ifreq request = {};
  std::strcpy(request.ifr_name, "lo");
  if (ioctl(socketFd.get(), SIOCGIFFLAGS, &request) < 0) return Fault("ioctl").with("SIOCGIFFLAGS lo");
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_RUNNING);
  if (ioctl(socketFd.get(), SIOCSIFFLAGS, &request) < 0) return Fault("ioctl").with("SIOCSIFFLAGS lo");
  return {};
}

}  // namespace caisson::init

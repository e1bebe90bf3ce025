// session.create
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {

Fault perform(const wire::SessionCreate& /*op*/, Context* /*context*/) {
  // EPERM where init leads a session already, and then there is nothing to do
  if (setsid() < 0 && getsid(0) != getpid()) return Fault("setsid");
  return {};
}

}  // namespace caisson::init

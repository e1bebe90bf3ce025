// hostname.set, domainname.set
#include <unistd.h>

#include <cstring>

#include "init/ops/ops.h"

namespace caisson::init {

Fault perform(const wire::HostnameSet& op, Context* /*context*/) {
  if (sethostname(op.name, std::strlen(op.name)) < 0) return Fault("sethostname").with(op.name);
  return {};
}

Fault perform(const wire::DomainnameSet& op, Context* /*context*/) {
  if (setdomainname(op.name, std::strlen(op.name)) < 0) return Fault("setdomainname").with(op.name);
  return {};
}

}  // namespace caisson::init

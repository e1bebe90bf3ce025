// personality.set
#include <sys/personality.h>

#include "init/ops/ops.h"

namespace caisson::init {

Fault perform(const wire::PersonalitySet& op, Context* /*context*/) {
  if (personality(op.domain) < 0) return Fault("personality");
  return {};
}

}  // namespace caisson::init

// The entry of the `@init` mode.
#pragma once

namespace caisson::init {

// Execute the plan in descriptor base+1. Only returns, with an exit status, where it could not even begin.
int run(int base);

}  // namespace caisson::init

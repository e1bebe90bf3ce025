// What init does to its own process before and after the plan.
#pragma once

namespace caisson::init {

// Name, signals, descriptors: everything above base+2 is closed, base to base+2 close on exec.
void prepareProcess(int base);

}  // namespace caisson::init

// What a waiting init keeps in memory.
#pragma once

namespace caisson::init {

// Give back every page that can be read again from where it came: the program's own code and constants, and the plan.
// A container may wait at its gate for days; what comes after it faults in again what it needs.
void dropCleanPages(const void* plan, unsigned long planSize);

}  // namespace caisson::init

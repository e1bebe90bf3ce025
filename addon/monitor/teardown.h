// What is done once a foreground container has ended.
#pragma once

#include "monitor/order.h"
#include "monitor/reaper.h"
#include "monitor/state_dir.h"

namespace caisson::monitor {

// By the engine, where the order names it (hooks, systemd), or here. What cannot be removed is named on stderr, and the
// state is left, so that `delete --force` can be tried. It does nothing where `keep` is asked for.
void tearDown(const Order& order, const StateDir& stateDir, Reaper& reaper, char** envp);

}  // namespace caisson::monitor

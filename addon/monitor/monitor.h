// The monitor: what a foreground `run` turns into while its container lives.
//
// The engine executes it in place, so the container stays its child, and a process of a few pages waits instead of a
// JavaScript engine. It relays the terminal and signals, reaps whatever is orphaned to it, and tears down at the end.
#pragma once

namespace caisson::monitor {

// `orderFd` is the memfd of order.h; `envp` is what the engine's own deletion gets, should the order ask for it.
// Returns the container's exit status, 128+N where signal N ended it, and 1 where the order cannot be read.
[[nodiscard]] int run(int orderFd, char** envp);

}  // namespace caisson::monitor

// Copying between a terminal's master and standard input and output.
#pragma once

namespace probe {

// Until the terminal hangs up. The end of standard input is not the end of the relay.
void relay(int master);

}  // namespace probe

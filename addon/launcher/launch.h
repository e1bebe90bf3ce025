// The launcher: what users and daemons call. It hands the engine a clean process and becomes it.
#pragma once

namespace caisson::launcher {

// Executes ../lib/caisson/engine, relative to the directory of this executable, with the same arguments, an
// environment made anew, descriptors 0-2 open and cwd `/`. Returns the exit status only where that failed, with a line
// on stderr. Signals stay as inherited.
[[nodiscard]] int launch(int argc, char** argv, char** envp);

}  // namespace caisson::launcher

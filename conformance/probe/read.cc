#include "read.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

namespace probe {

std::string read_file(const char* path, int& error) {
  constexpr size_t kMost = 64 * 1024;
  std::string text;
  error = 0;
  const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    error = errno;
    return text;
  }
  char buffer[4096];
  ssize_t got = 0;
  while (text.size() < kMost && (got = read(fd, buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<size_t>(got));
  if (got < 0) error = errno;
  close(fd);
  return text;
}

std::string read_link(const char* path) {
  char target[PATH_MAX];
  const ssize_t length = readlink(path, target, sizeof target);
  return length < 0 ? std::string() : std::string(target, static_cast<size_t>(length));
}

}  // namespace probe

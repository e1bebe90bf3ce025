#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "json.h"
#include "read.h"
#include "verbs.h"

namespace probe {
namespace {

const char* type_name(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return "file";
    case S_IFDIR:
      return "directory";
    case S_IFLNK:
      return "link";
    case S_IFCHR:
      return "character";
    case S_IFBLK:
      return "block";
    case S_IFIFO:
      return "fifo";
    case S_IFSOCK:
      return "socket";
    default:
      return "unknown";
  }
}

int usage(const char* verb) {
  dprintf(STDERR_FILENO, "probe: wrong arguments of %s\n", verb);
  return 64;
}

int print_errno(const char* verb, const char* path, int error) {
  Json json;
  json.open('{').field("verb", verb).field("path", path).field("errno", errno_name(error)).close('}').print();
  return 0;
}

int open_flags(const char* word) {
  if (strcmp(word, "r") == 0) return O_RDONLY;
  if (strcmp(word, "w") == 0) return O_WRONLY;
  if (strcmp(word, "rw") == 0) return O_RDWR;
  return O_WRONLY | O_CREAT;
}

}  // namespace

int stat_path(Arguments arguments) {
  if (arguments.size() != 1) return usage("stat");
  struct stat status = {};
  Json json;
  json.open('{').field("verb", "stat").field("path", arguments[0]);
  if (lstat(arguments[0], &status) != 0) {
    json.field("errno", errno_name(errno)).close('}').print();
    return 0;
  }
  char mode[8];
  snprintf(mode, sizeof mode, "%04o", status.st_mode & 07777);
  json.field("errno", "").field("type", type_name(status.st_mode)).field("mode", mode);
  json.field("uid", status.st_uid).field("gid", status.st_gid).field("size", status.st_size);
  json.field("links", static_cast<int64_t>(status.st_nlink)).field("blocks", status.st_blocks);
  json.field("modified", status.st_mtim.tv_sec);
  json.field("major", major(status.st_rdev)).field("minor", minor(status.st_rdev));
  json.field("device", static_cast<int64_t>(status.st_dev)).field("inode", static_cast<int64_t>(status.st_ino));
  json.field("link", read_link(arguments[0])).close('}').print();
  return 0;
}

int read_path(Arguments arguments) {
  if (arguments.size() != 1) return usage("read");
  int error = 0;
  const std::string text = read_file(arguments[0], error);
  Json json;
  json.open('{').field("verb", "read").field("path", arguments[0]);
  json.field("errno", errno_name(error)).field("text", text).close('}').print();
  return 0;
}

int read_attribute(Arguments arguments) {
  if (arguments.size() != 2) return usage("xattr");
  char value[256];
  const ssize_t size = lgetxattr(arguments[0], arguments[1], value, sizeof value);
  Json json;
  json.open('{').field("verb", "xattr").field("path", arguments[0]);
  json.field("errno", errno_name(size < 0 ? errno : 0));
  json.field("text", std::string_view(value, size < 0 ? 0 : static_cast<size_t>(size))).close('}').print();
  return 0;
}

int set_attribute(Arguments arguments) {
  if (arguments.size() != 3) return usage("set-xattr");
  std::string value;
  for (const char* digits = arguments[2]; digits[0] != '\0' && digits[1] != '\0'; digits += 2) {
    const char byte[] = {digits[0], digits[1], '\0'};
    value += static_cast<char>(strtoul(byte, nullptr, 16));
  }
  const int result = lsetxattr(arguments[0], arguments[1], value.data(), value.size(), 0);
  return print_errno("set-xattr", arguments[0], result == 0 ? 0 : errno);
}

int list(Arguments arguments) {
  if (arguments.size() != 1) return usage("list");
  Json json;
  json.open('{').field("verb", "list").field("path", arguments[0]);
  DIR* directory = opendir(arguments[0]);
  json.field("errno", errno_name(directory == nullptr ? errno : 0)).key("entries").open('[');
  while (directory != nullptr) {
    const dirent* entry = readdir(directory);
    if (entry == nullptr) break;
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) json.text(entry->d_name);
  }
  if (directory != nullptr) closedir(directory);
  json.close(']').close('}').print();
  return 0;
}

int statfs_path(Arguments arguments) {
  if (arguments.size() != 1) return usage("statfs");
  struct statfs status = {};
  const int error = statfs(arguments[0], &status) == 0 ? 0 : errno;
  Json json;
  json.open('{').field("verb", "statfs").field("path", arguments[0]).field("errno", errno_name(error));
  json.field("magic", hex(static_cast<uint64_t>(status.f_type)));
  json.field("bytes", static_cast<int64_t>(status.f_blocks) * status.f_bsize);
  json.field("inodes", static_cast<int64_t>(status.f_files)).close('}').print();
  return 0;
}

int try_open(Arguments arguments) {
  if (arguments.size() != 2) return usage("try-open");
  const int fd = open(arguments[0], open_flags(arguments[1]) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
  const int error = fd < 0 ? errno : 0;
  if (fd >= 0) close(fd);
  return print_errno("try-open", arguments[0], error);
}

int write_path(Arguments arguments) {
  if (arguments.size() != 2) return usage("write");
  const int fd = open(arguments[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  int error = fd < 0 ? errno : 0;
  if (fd >= 0) {
    const size_t length = strlen(arguments[1]);
    if (write(fd, arguments[1], length) != static_cast<ssize_t>(length)) error = errno;
    close(fd);
  }
  return print_errno("write", arguments[0], error);
}

int copy_path(Arguments arguments) {
  if (arguments.size() != 2) return usage("copy");
  int error = 0;
  const std::string text = read_file(arguments[0], error);
  const int fd = open(arguments[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (error != 0 || fd < 0) return 1;
  const bool whole = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(fd);
  return whole ? 0 : 1;
}

int make_node(Arguments arguments) {
  if (arguments.size() != 4) return usage("mknod");
  const mode_t type = arguments[1][0] == 'b'   ? S_IFBLK
                      : arguments[1][0] == 'p' ? S_IFIFO
                      : arguments[1][0] == 's' ? S_IFSOCK
                                               : S_IFCHR;
  const auto number = [&arguments](size_t i) { return static_cast<unsigned>(strtoul(arguments[i], nullptr, 10)); };
  const int result = mknod(arguments[0], type | 0666, makedev(number(2), number(3)));
  return print_errno("mknod", arguments[0], result == 0 ? 0 : errno);
}

int make_directory(Arguments arguments) {
  if (arguments.size() != 1) return usage("mkdir");
  const int error = mkdir(arguments[0], 0777) == 0 ? 0 : errno;
  return print_errno("mkdir", arguments[0], error);
}

int mount_path(Arguments arguments) {
  if (arguments.size() < 4) return usage("mount");
  const unsigned long flags = strtoul(arguments[3], nullptr, 0);
  const char* data = arguments.size() > 4 ? arguments[4] : nullptr;
  const int result = mount(arguments[0], arguments[1], arguments[2], flags, data);
  return print_errno("mount", arguments[1], result == 0 ? 0 : errno);
}

}  // namespace probe

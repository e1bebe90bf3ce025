// home.default
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>

#include <cstring>

#include "init/lines.h"
#include "init/ops/ops.h"
#include "init/paths.h"

namespace caisson::init {
namespace {

// The field of a passwd(5) line that starts at `at`, ended with a NUL; moves `at` behind it. Null after the last.
[[nodiscard]] char* nextField(char** at) {
  char* const field = *at;
  if (field == nullptr) return nullptr;
  char* const colon = std::strchr(field, ':');
  if (colon != nullptr) *colon = '\0';
  *at = colon == nullptr ? nullptr : colon + 1;
  return field;
}

[[nodiscard]] bool isNumber(const char* text, uint32_t number) {
  Text<24> wanted;
  wanted.add(int64_t{number});
  return std::strcmp(text, wanted.text()) == 0;
}

// name:password:uid:gid:gecos:home:shell. The home directory where the line is the user's.
[[nodiscard]] const char* homeOf(char* line, uint32_t uid) {
  const char* fields[6] = {};
  for (const char*& field : fields) {
    field = nextField(&line);
    if (field == nullptr) return nullptr;
  }
  return isNumber(fields[2], uid) ? fields[5] : nullptr;
}

}  // namespace

// The file is the image's: opened by descriptor, without waiting for a FIFO's writer, and read only where it is a
// regular file of sane size. libc's getpwuid would load modules of the container's choice.
Fault perform(const wire::HomeDefault& op, Context* context) {
  constexpr off_t kLargest = 8 << 20;
  context->home.clear();
  context->home.add("HOME=");
  const HowToOpen how = {O_RDONLY | O_NONBLOCK | O_NOCTTY, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
  const UniqueFd root(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  const UniqueFd file(openAt(root.get(), "/etc/passwd", how));
  struct stat status = {};
  if (file && fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= kLargest) {
    Lines lines(file.get());
    for (char* line = lines.next(); line != nullptr; line = lines.next()) {
      const char* const home = homeOf(line, op.uid);
      if (home == nullptr || *home != '/') continue;
      context->home.add(home);
      return {};
    }
  }
  context->home.add("/");
  return {};
}

}  // namespace caisson::init

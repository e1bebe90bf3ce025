#include "init/filesystem.h"

#include <sys/mount.h>
#include <unistd.h>

#include <cstring>

namespace caisson::init {
namespace {

// A fault with what the context's log says: one message a read, each with a letter for its level and a space before.
Fault explain(Fault fault, int context, const char* otherwise) {
  Text<512> said;
  char message[256];
  for (;;) {
    const ssize_t length = read(context, message, sizeof(message));
    if (length <= 2) break;
    size_t end = static_cast<size_t>(length);
    while (end > 2 && message[end - 1] == '\n') --end;
    if (!said.empty()) said.add("; ");
    said.add(message + 2, end - 2);
  }
  return fault.with(said.empty() ? otherwise : said.text());
}

Fault setOption(int context, const char* option) {
  const char* const equals = std::strchr(option, '=');
  if (equals == nullptr) {
    if (fsconfig(context, FSCONFIG_SET_FLAG, option, nullptr, 0) == 0) return {};
    return explain(Fault("fsconfig"), context, option);
  }
  Text<256> key;
  key.add(option, static_cast<size_t>(equals - option));
  if (key.truncated()) return Fault(EINVAL, "fsconfig").with(option);
  if (fsconfig(context, FSCONFIG_SET_STRING, key.text(), equals + 1, 0) == 0) return {};
  return explain(Fault("fsconfig"), context, option);
}

Result<UniqueFd> openContext(const char* type) {
  UniqueFd context(fsopen(type, FSOPEN_CLOEXEC));
  if (context) return context;
  Fault fault("fsopen");
  if (fault.error() == ENODEV) return fault.with("the kernel knows no file system ").with(type);
  return fault.with(type);
}

Fault configure(int context, const FileSystem& wanted) {
  if (*wanted.source != '\0' && fsconfig(context, FSCONFIG_SET_STRING, "source", wanted.source, 0) < 0) {
    return explain(Fault("fsconfig"), context, wanted.source);
  }
  if (wanted.extraOption != nullptr) {
    Fault fault = setOption(context, wanted.extraOption);
    if (fault) return fault;
  }
  for (const char* option : wanted.options) {
    Fault fault = setOption(context, option);
    if (fault) return fault;
  }
  if (fsconfig(context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0) {
    return explain(Fault("fsconfig"), context, wanted.type);
  }
  return {};
}

}  // namespace

Result<UniqueFd> mountFileSystem(const FileSystem& wanted) {
  const Result<UniqueFd> opened = openContext(wanted.type);
  if (opened.fault) return opened.fault;
  const UniqueFd& context = opened.value;
  Fault fault = configure(context.get(), wanted);
  if (fault) return fault;
  constexpr unsigned kCloseOnExec = 1;  // FSMOUNT_CLOEXEC
  // The attributes come with the mount, not after it: in a user namespace a new procfs or sysfs must be no less
  // restricted than the one it was seen through (mount_too_revealing in fs/namespace.c).
  UniqueFd mount(fsmount(context.get(), kCloseOnExec, wanted.attributes));
  if (!mount) return explain(Fault("fsmount"), context.get(), wanted.type);
  return mount;
}

Fault tryOptions(const FileSystem& wanted) {
  const Result<UniqueFd> context = openContext(wanted.type);
  if (context.fault) return context.fault;
  for (const char* option : wanted.options) {
    // what has no room in fsconfig's 256 bytes it would refuse for that
    if (std::strlen(option) > 255) continue;
    Fault fault = setOption(context.value.get(), option);
    if (fault) return fault;
  }
  return {};
}

}  // namespace caisson::init

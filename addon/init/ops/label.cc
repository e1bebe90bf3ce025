// procfs.open, label.open, label.exec, label.file: who the container's program is to AppArmor and SELinux.
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstring>

#include "init/ops/ops.h"
#include "init/paths.h"
#include "init/procfs.h"

namespace caisson::init {
namespace {

// The kernel takes a page at most, and each command whole.
using LabelText = Text<4096>;

[[nodiscard]] bool isAppArmor(const char* module) { return std::strcmp(module, "apparmor") == 0; }

[[nodiscard]] UniqueFd* slotOf(const char* module, Context* context) {
  return isAppArmor(module) ? &context->apparmorExec : &context->selinuxExec;
}

Fault writeText(int file, const LabelText& text, const char* name) {
  if (text.truncated()) return Fault(ENAMETOOLONG, "write").with("/proc/self/").with(name);
  const ssize_t written = write(file, text.text(), text.length());
  if (written < 0) return Fault("write").with("/proc/self/").with(name);
  if (static_cast<size_t>(written) != text.length()) return Fault(EIO, "write").with("/proc/self/").with(name);
  return {};
}

// AppArmor's own directory came with Linux 5.8; where it is missing, the common files may be AppArmor's.
struct AppArmorFiles {
  const char* exec;
  const char* current;
};
constexpr AppArmorFiles kOwnFiles = {"attr/apparmor/exec", "attr/apparmor/current"};
constexpr AppArmorFiles kCommonFiles = {"attr/exec", "attr/current"};

// Asks whether the change would be allowed, and changes nothing: a profile that is not loaded fails here, at create,
// and hooks that init still runs are not confined by the program's profile.
Fault askAppArmor(const char* profile, const char* file, Context* context) {
  const Result<UniqueFd> current = openOwn(context, file);
  if (current.fault) return current.fault;
  LabelText command;
  command.add("permprofile ").add(profile);
  return writeText(current.value.get(), command, file);
}

Fault openAppArmor(const char* profile, Context* context) {
  AppArmorFiles files = kOwnFiles;
  Result<UniqueFd> exec = openOwn(context, files.exec);
  if (exec.fault && exec.fault.error() == ENOENT) {
    files = kCommonFiles;
    exec = openOwn(context, files.exec);
  }
  if (exec.fault) return exec.fault;
  context->apparmorExec = std::move(exec.value);
  return askAppArmor(profile, files.current, context);
}

// SELinux knows no question, but a label can be taken back before it matters.
Fault openSelinux(const char* label, Context* context) {
  constexpr char kFile[] = "attr/exec";
  Result<UniqueFd> exec = openOwn(context, kFile);
  if (exec.fault) return exec.fault;
  LabelText text;
  text.add(label);
  Fault fault = writeText(exec.value.get(), text, kFile);
  if (fault) return fault;
  if (write(exec.value.get(), "\n", 1) < 0) return Fault("write").with("/proc/self/").with(kFile);
  context->selinuxExec = std::move(exec.value);
  return {};
}

}  // namespace

// In an exec, while /proc is the host's still. An ordinary user may mount none; then it is the host's, which a caller
// trusts.
Fault perform(const wire::ProcfsOpen& /*op*/, Context* context) {
  const Result<int> own = procfsOf(context);
  if (!own.fault || own.fault.error() != EPERM) return own.fault;
  UniqueFd host(open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!host) return Fault("open").with("/proc");
  if (fileSystemOf(host.get()) != PROC_SUPER_MAGIC) return Fault(ENODEV, "open").with("/proc is no procfs");
  context->procfs = std::move(host);
  return {};
}

// The descriptor is kept, since no /proc of the container's can be trusted to be one (CVE-2019-16884). Only the task
// itself can write to it.
Fault perform(const wire::LabelOpen& op, Context* context) {
  return isAppArmor(op.module) ? openAppArmor(op.label, context) : openSelinux(op.label, context);
}

Fault perform(const wire::LabelExec& op, Context* context) {
  const UniqueFd file = std::move(*slotOf(op.module, context));
  if (!file) return Fault(EPROTO, "plan").with("the label was not opened");
  LabelText text;
  if (isAppArmor(op.module)) text.add("exec ");
  text.add(op.label);
  return writeText(file.get(), text, "attr/exec");
}

Fault perform(const wire::LabelFile& op, Context* context) {
  const Result<UniqueFd> target = openInRoot(context->root.get(), op.path);
  if (target.fault) return target.fault;
  const UniqueFd directory(openat(target.value.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return Fault("openat").with(op.path);
  if (fsetxattr(directory.get(), "security.selinux", op.label, std::strlen(op.label), 0) < 0) {
    return Fault("fsetxattr").with(op.path);
  }
  return {};
}

}  // namespace caisson::init

// keyring.join
#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "init/ops/ops.h"
#include "init/procfs.h"

namespace caisson::init {
namespace {

// What a new session keyring has (KEY_POS_ALL, KEY_USR_VIEW, READ, LINK), and KEY_USR_SEARCH: without it programs of
// the container's user could not find keys in it after a change of credentials.
constexpr unsigned kPermissions = 0x3f000000 | 0x00010000 | 0x00020000 | 0x00100000 | 0x00080000;

}  // namespace

Fault perform(const wire::KeyringJoin& op, Context* context) {
  UniqueFd label;
  if (*op.label != '\0') {
    Result<UniqueFd> file = openOwn(context, "attr/keycreate");
    if (file.fault) return file.fault;
    label = std::move(file.value);
    if (write(label.get(), op.label, std::strlen(op.label)) < 0)
      return Fault("write").with("/proc/self/attr/keycreate");
  }
  const long keyring = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, op.name);
  // keys that the program makes are the policy's to label again
  if (label && write(label.get(), "\n", 1) < 0) return Fault("write").with("/proc/self/attr/keycreate");
  // a kernel without keyrings, or a filter around this runtime: no keyring of the host's can leak then
  if (keyring < 0 && errno == ENOSYS) return {};
  if (keyring < 0) return Fault("keyctl").with("join session keyring ").with(op.name);
  if (syscall(SYS_keyctl, KEYCTL_SETPERM, keyring, kPermissions) < 0) return Fault("keyctl").with("set permissions");
  return {};
}

}  // namespace caisson::init

#include "init/classic_mount.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/mounts.h"

namespace caisson::init {
namespace {

constexpr const char* kPoint = "mount";

struct Call {
  const FileSystem& wanted;
  uint32_t flags;
  const char* data;
};

// A detached tmpfs with one empty directory.
Result<UniqueFd> makeStage() {
  Result<UniqueFd> stage =
      mountFileSystem({.type = "tmpfs", .source = "tmpfs", .options = {}, .extraOption = "mode=700"});
  if (!stage.fault && mkdirat(stage.value.get(), kPoint, S_IRWXU) < 0) return Fault("mkdirat").with(kPoint);
  return stage;
}

// As mount(2) wants its data: one text. False where it is longer than the page that the kernel reads.
[[nodiscard]] bool joinOptions(const FileSystem& wanted, Text<4096>* data) {
  if (wanted.extraOption != nullptr) data->add(wanted.extraOption);
  for (const char* option : wanted.options) {
    if (!data->empty()) data->add(",");
    data->add(option);
  }
  return !data->truncated();
}

// In the working directory, and a clone of it.
Result<UniqueFd> mountHere(const Call& call) {
  const FileSystem& wanted = call.wanted;
  if (mount(wanted.source, kPoint, wanted.type, call.flags, call.data) < 0) {
    Fault fault("mount");
    Fault told = tryOptions(wanted);
    return told ? told : fault.with(wanted.type);
  }
  Result<UniqueFd> mounted = cloneTree(AT_FDCWD, kPoint, Depth::kTop);
  if (mounted.fault) return mounted;
  Fault fault = setAttributes(mounted.value.get(), {wanted.attributes, 0});
  if (fault) return fault;
  return mounted;
}

// The stage is the working directory while it is attached, so that one name leads into it: no path that another could
// change, and no /proc, which may be another's here.
Result<UniqueFd> mountOnStage(const Call& call, int place) {
  const Result<UniqueFd> stage = makeStage();
  if (stage.fault) return stage.fault;
  if (fchdir(stage.value.get()) < 0) return Fault("fchdir");
  Fault fault = moveMount(stage.value.get(), place);
  if (fault) return fault;
  Result<UniqueFd> mounted = mountHere(call);
  if (umount2(".", MNT_DETACH) < 0 && !mounted.fault) return Fault("umount2");
  return mounted;
}

}  // namespace

Result<UniqueFd> mountClassic(const FileSystem& wanted, uint32_t flags, int place) {
  Text<4096> data;
  if (!joinOptions(wanted, &data)) {
    return Fault(E2BIG, "mount").with("its options are longer than the 4095 bytes that mount takes");
  }
  const UniqueFd before(open(".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!before) return Fault("open").with("the working directory");
  Result<UniqueFd> mounted = mountOnStage({wanted, flags, data.text()}, place);
  if (fchdir(before.get()) < 0 && !mounted.fault) return Fault("fchdir");
  return mounted;
}

}  // namespace caisson::init

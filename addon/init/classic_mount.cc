#include "init/classic_mount.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/mounts.h"

namespace caisson::init {
namespace {

constexpr const char* kPoint = "mount";

// mount(2) takes a path, and every path into the container may be another by then. So: an empty tmpfs that nobody
// knows, a directory in it, and the working directory moved there, from which one name leads to it.
class Stage {
 public:
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  // What is attached goes with it.
  ~Stage() {
    if (attached_) umount2(".", MNT_DETACH);
    // from where it stood, nothing is left to do if that fails
    if (before_ && fchdir(before_.get()) < 0) return;
  }

  Fault enter(int place) {
    before_.reset(open(".", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!before_) return Fault("open").with(".");
    Result<UniqueFd> directory =
        mountFileSystem({.type = "tmpfs", .source = "tmpfs", .options = {}, .extraOption = "mode=700"});
    if (directory.fault) return directory.fault;
    const int fd = directory.value.get();
    if (mkdirat(fd, kPoint, S_IRWXU) < 0) return Fault("mkdirat").with(kPoint);
    if (fchdir(fd) < 0) return Fault("fchdir");
    Fault fault = moveMount(fd, place);
    attached_ = !fault;
    return fault;
  }

 private:
  UniqueFd before_;
  bool attached_ = false;
};

// As mount(2) wants its data: one text. False where it is longer than the page that the kernel reads.
[[nodiscard]] bool joinOptions(const FileSystem& wanted, Text<4096>* data) {
  if (wanted.extraOption != nullptr) data->add(wanted.extraOption);
  for (const char* option : wanted.options) {
    if (!data->empty()) data->add(",");
    data->add(option);
  }
  return !data->truncated();
}

}  // namespace

Result<UniqueFd> mountClassic(const FileSystem& wanted, uint32_t flags, int place) {
  Text<4096> data;
  if (!joinOptions(wanted, &data)) {
    return Fault(E2BIG, "mount").with("its options are longer than the 4095 bytes that mount takes");
  }
  Stage stage;
  Fault fault = stage.enter(place);
  if (fault) return fault;
  if (mount(wanted.source, kPoint, wanted.type, flags, data.text()) < 0) {
    fault = Fault("mount");
    Fault told = tryOptions(wanted);
    return told ? told : fault.with(wanted.type);
  }
  Result<UniqueFd> mounted = cloneTree(AT_FDCWD, kPoint, Depth::kTop);
  if (mounted.fault) return mounted;
  fault = setAttributes(mounted.value.get(), {wanted.attributes, 0});
  if (fault) return fault;
  return mounted;
}

}  // namespace caisson::init

// cgroup.enter
#include <fcntl.h>
#include <unistd.h>

#include "init/ops/ops.h"
#include "init/text.h"
#include "shared/unique_fd.h"

namespace caisson::init {
namespace {

bool isDenied(int error) { return error == EACCES || error == EPERM || error == EROFS || error == ENOENT; }

}  // namespace

Fault perform(const wire::CgroupEnter& op, Context*) {
  PathText path;
  path.add(op.dir).add("/tasks");
  if (path.truncated()) return Fault(ENAMETOOLONG, "open").with(op.dir);
  const UniqueFd tasks(open(path.text(), O_WRONLY | O_CLOEXEC));
  // 0 is the writer itself: the one task that may move without a lock over all processes (cgroups(7), "tasks")
  if (tasks && write(tasks.get(), "0", 1) == 1) return {};
  if (op.ifDenied && isDenied(errno)) return {};
  return Fault(tasks ? "write" : "open").with(path.text());
}

}  // namespace caisson::init

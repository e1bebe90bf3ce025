// time.open, time.offset
#include <fcntl.h>
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {

// Who is not dumpable, as init is once it has joined or left a namespace, may not open its own (proc(5)).
Fault perform(const wire::TimeOpen& /*op*/, Context* context) {
  constexpr char kPath[] = "/proc/self/timens_offsets";
  context->timeOffsets = UniqueFd(open(kPath, O_WRONLY | O_CLOEXEC));
  if (!context->timeOffsets) return Fault("open").with(kPath);
  return {};
}

Fault perform(const wire::TimeOffset& op, Context* context) {
  Text<64> line;
  line.add(op.clock).add(" ").add(op.seconds).add(" ").add(int64_t{op.nanoseconds});
  // the file's position stays at its start, from where alone the kernel takes lines (timens_offsets_write of fs/proc)
  if (write(context->timeOffsets.get(), line.text(), line.length()) < 0) return Fault("write");
  return {};
}

}  // namespace caisson::init

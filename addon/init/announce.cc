#include "init/announce.h"

#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace caisson::init {

void announceExec(Context* context) {
  if (context->announced) return;
  context->announced = true;
  // whatever was opened since the start without close-on-exec ends here all the same
  syscall(SYS_close_range, context->base, ~0U, CLOSE_RANGE_CLOEXEC);
  Report report = {};
  report.type = Message::Executing;
  report.step = context->step;
  context->channel.tell(report);
}

}  // namespace caisson::init

// sync and gate.wait: where init waits for the host.
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "init/footprint.h"
#include "init/ops/ops.h"

namespace caisson::init {

Fault perform(const wire::Sync& /*op*/, Context* context) {
  Report report = {};
  report.type = Message::Reached;
  report.step = context->step;
  if (context->listener) {
    context->pid = context->courier.deliver(report, context->listener.get());
    return {};
  }
  // a pty master that was made since the last barrier goes along, and is the host's from now on
  const UniqueFd master = std::move(context->consoleMaster);
  context->channel.tell(report, master.get());
  context->pid = context->channel.awaitGo();
  return {};
}

Fault perform(const wire::GateWait& /*op*/, Context* context) {
  // the host is done: it has recorded the container as created, and who starts it knocks at the gate
  context->channel.replace(UniqueFd());
  context->closeSetUp();
  // somebody may knock already, as a foreground run does; a long wait is worth giving memory back
  pollfd knock = {context->handle.get(), POLLIN, 0};
  if (poll(&knock, 1, 0) == 0) dropCleanPages(context->plan.data, context->plan.size);
  int connection = -1;
  do {
    connection = accept4(context->handle.get(), nullptr, nullptr, SOCK_CLOEXEC);
  } while (connection < 0 && (errno == EINTR || errno == ECONNABORTED));
  if (connection < 0) return Fault("accept4");
  context->channel.replace(UniqueFd(connection));
  context->handle.reset();
  context->pastGate = true;
  return {};
}

}  // namespace caisson::init

#include "monitor/monitor.h"

#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>

#include "monitor/order.h"
#include "monitor/reaper.h"
#include "monitor/relay.h"
#include "monitor/signals.h"
#include "monitor/state_dir.h"
#include "monitor/teardown.h"
#include "monitor/terminal.h"
#include "notify/readiness.h"
#include "shared/complain.h"

namespace caisson::monitor {
namespace {

constexpr int kFailure = 1;
constexpr int kFirstFd = 3;
// While every slave of the pty is closed, its master would report a hang-up without end: look again at this interval.
constexpr int kHangUpPause = 100;  // milliseconds

void check(bool told) {
  if (!told) complain("the service manager is not told that the container is ready", "", errno);
}

// Hands signals on until the container has ended, and its output with them.
void attend(const Order& order, SignalQueue& signals, Reaper& reaper, Relay& relay, notify::Readiness& readiness) {
  constexpr int kOwn = 3;
  pollfd polls[kOwn + Relay::kPolls];
  for (;;) {
    polls[0] = {order.pidfd, POLLIN, 0};
    polls[1] = {signals.fd(), POLLIN, 0};
    polls[2] = {readiness.pollFd(), POLLIN, 0};
    relay.prepare(polls + kOwn);
    if (poll(polls, kOwn + Relay::kPolls, relay.hungUp() ? kHangUpPause : -1) < 0 && errno != EINTR) return;
    if (polls[1].revents != 0) {
      const SignalNews news = signals.forward(order.pidfd);
      if (news.childEnded) reaper.reap();
      if (news.resized) copyWindowSize(order.consoleMaster);
    }
    relay.move(polls + kOwn);
    // the unit's main process is this one, whose child the container is: the manager could not wait for another's
    if (polls[2].revents != 0) check(readiness.proceed(getpid()));
    if (polls[0].revents != 0) return;
  }
}

}  // namespace

int run(int orderFd, char** envp) {
  Order order;
  if (!readOrder(orderFd, order)) {
    complain("the monitor cannot read its order", "", 0);
    return kFailure;
  }
  close(orderFd);
  // the deletion that teardown may execute must inherit nothing of ours
  close_range(kFirstFd, ~0U, CLOSE_RANGE_CLOEXEC);
  prctl(PR_SET_NAME, "caisson:monitor");

  const StateDir stateDir(order.stateDir);
  Reaper reaper(order.pid);
  notify::Readiness readiness(order.notifySocket, order.manager);
  SignalQueue signals;
  // a monitor that is deaf to signals could not be stopped together with its container
  if (!signals.valid()) {
    complain("signalfd", "", errno);
    sendSignal(order.pidfd, SIGKILL);
  }
  {
    const RawTerminal terminal(order.consoleMaster >= 0 ? STDIN_FILENO : -1);
    copyWindowSize(order.consoleMaster);
    Relay relay(order.consoleMaster);
    reaper.reap();
    attend(order, signals, reaper, relay, readiness);
    reaper.waitForContainer();
    relay.drain();
  }
  check(readiness.finish(getpid()));
  tearDown(order, stateDir, reaper, envp);
  // a manager that knows no barrier is none the worse for it
  [[maybe_unused]] const bool passed = readiness.awaitBarrier();
  return reaper.status();
}

}  // namespace caisson::monitor

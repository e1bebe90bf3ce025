// Waiting for several descriptors at once.
#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>

#include <algorithm>
#include <vector>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

[[nodiscard]] int64_t milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

Napi::Value pollDescriptors(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::vector<int> fds = toInts(info[0]);
  const std::vector<int> events = toInts(info[1]);
  if (fds.size() != events.size()) throw systemError(env, "poll", EINVAL);
  std::vector<pollfd> entries;
  for (size_t i = 0; i < fds.size(); ++i) entries.push_back({fds[i], static_cast<short>(events[i]), 0});
  const int timeout = toInt(info[2]);
  const int64_t end = milliseconds() + timeout;
  for (int left = timeout; poll(entries.data(), entries.size(), left) < 0;) {
    if (errno != EINTR) throw systemError(env, "poll", errno);
    if (timeout >= 0) left = static_cast<int>(std::max<int64_t>(0, end - milliseconds()));
  }
  std::vector<int> happened;
  for (const pollfd& entry : entries) happened.push_back(entry.revents);
  return fromInts(env, happened);
}

Napi::Value makeEventFd(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  return Napi::Number::New(env, check(env, "eventfd", eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)));
}

}  // namespace

void exportWaiting(Napi::Env env, Napi::Object exports) {
  exportAs<pollDescriptors>(env, exports, "poll");
  exportAs<makeEventFd>(env, exports, "eventFd");
}

}  // namespace caisson::binding

#include "notify/readiness.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "shared/descriptor_message.h"

namespace caisson::notify {
namespace {

// sd_notify(3) has no limit; a datagram that is longer is cut, as runc cuts it.
constexpr size_t kDatagram = 4096;
constexpr std::string_view kReady = "READY=1";
constexpr std::string_view kMainPid = "MAINPID=";
constexpr std::string_view kBarrier = "BARRIER=1";
// More than a queue holds (net.unix.max_dgram_qlen): what lives on after init may send without end.
constexpr int kLastWords = 1024;

bool hasReadyLine(std::string_view text) {
  for (;;) {
    const size_t end = text.find('\n');
    if (text.substr(0, end) == kReady) return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
}

// One datagram. recv(2) asks for no control data: the kernel closes descriptors that were sent along.
bool saysReady(int socket) {
  char text[kDatagram];
  const ssize_t got = recv(socket, text, sizeof text, MSG_DONTWAIT);
  return got > 0 && hasReadyLine({text, static_cast<size_t>(got)});
}

bool say(int manager, std::string_view text) { return send(manager, text.data(), text.size(), MSG_NOSIGNAL) >= 0; }

bool sayMainPid(int manager, pid_t pid) {
  char text[kMainPid.size() + 16];
  std::memcpy(text, kMainPid.data(), kMainPid.size());
  const auto number = std::to_chars(text + kMainPid.size(), text + sizeof text, pid);
  return say(manager, {text, static_cast<size_t>(number.ptr - text)});
}

// With the write end of a pipe, which the manager closes when it has read everything before (sd_notify_barrier(3)).
UniqueFd sendBarrier(int manager) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return {};
  UniqueFd reading(ends[0]);
  const UniqueFd writing(ends[1]);
  char text[kBarrier.size()];
  std::memcpy(text, kBarrier.data(), sizeof text);
  iovec vector{text, sizeof text};
  const DescriptorMessage message(&vector, writing.get());
  if (sendmsg(manager, message.get(), MSG_NOSIGNAL) < 0) return {};
  return reading;
}

}  // namespace

UniqueFd connectManager(const char* address) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  const size_t length = std::strlen(address);
  if (length < 2 || (address[0] != '/' && address[0] != '@')) {
    errno = EAFNOSUPPORT;
    return {};
  }
  // a path wants its NUL, an abstract name has none
  if (length + (address[0] == '/' ? 1 : 0) > sizeof name.sun_path) {
    errno = ENAMETOOLONG;
    return {};
  }
  std::memcpy(name.sun_path, address, length);
  if (address[0] == '@') name.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length + (address[0] == '/' ? 1 : 0));
  UniqueFd manager(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const timeval patience{kPatience / 1000, 0};
  if (!manager.valid() || setsockopt(manager.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) < 0) return {};
  if (connect(manager.get(), reinterpret_cast<const sockaddr*>(&name), size) < 0) return {};
  return manager;
}

int Readiness::pollFd() const {
  switch (state_) {
    case State::Waiting:
      return socket_.get();
    case State::Barrier:
      return barrier_.get();
    case State::Done:
      break;
  }
  return -1;
}

bool Readiness::proceed(pid_t mainPid) {
  if (state_ == State::Waiting) return !saysReady(socket_.get()) || announce(mainPid);
  state_ = State::Done;
  return true;
}

bool Readiness::finish(pid_t mainPid) {
  for (int words = 0; state_ == State::Waiting; ++words) {
    pollfd more{socket_.get(), POLLIN, 0};
    if (words < kLastWords && poll(&more, 1, 0) > 0) {
      if (!proceed(mainPid)) return false;
    } else {
      state_ = State::Done;
    }
  }
  return true;
}

bool Readiness::announce(pid_t mainPid) {
  state_ = State::Done;
  // nobody listens from here on: the container's later words are for nobody
  socket_.reset();
  if (!say(manager_.get(), kReady) || !sayMainPid(manager_.get(), mainPid)) return false;
  barrier_ = sendBarrier(manager_.get());
  if (!barrier_.valid()) return false;
  state_ = State::Barrier;
  return true;
}

bool Readiness::awaitBarrier() const {
  pollfd barrier{state_ == State::Barrier ? barrier_.get() : -1, POLLIN, 0};
  return barrier.fd < 0 || poll(&barrier, 1, kPatience) != 0;
}

}  // namespace caisson::notify

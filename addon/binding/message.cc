// Packets with descriptors.
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/held_signals.h"
#include "binding/socket_path.h"
#include "binding/value.h"
#include "shared/descriptor_message.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

constexpr size_t kPacket = size_t{64} * 1024;
constexpr size_t kMaxFds = 16;
// How long a caller's program may keep us waiting: with a full backlog, or with what it does not read.
constexpr timeval kPatience{10, 0};

void send(const Napi::CallbackInfo& info) {
  const std::span<const uint8_t> data = toBytes(info[1]);
  check(info.Env(), "send", ::send(toInt(info[0]), data.data(), data.size(), MSG_NOSIGNAL));
}

// Takes over every descriptor that came along, also those of a message that will be refused.
std::vector<UniqueFd> takeFds(msghdr& message) {
  std::vector<UniqueFd> fds;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof fd);
      fds.emplace_back(fd);
    }
  }
  return fds;
}

Napi::Value receivePacket(Napi::Env env, int fd) {
  const auto buffer = std::make_unique_for_overwrite<uint8_t[]>(kPacket);
  alignas(cmsghdr) char control[CMSG_SPACE(kMaxFds * sizeof(int))];
  iovec vector{buffer.get(), kPacket};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  // the peer closed with packets of ours unread: an end of file all the same
  if (got < 0 && errno == ECONNRESET) got = 0;
  check(env, "recvmsg", got);
  std::vector<UniqueFd> fds = takeFds(message);
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) throw systemError(env, "recvmsg", EMSGSIZE);
  Napi::Object received = Napi::Object::New(env);
  received.Set("data", fromBytes(env, {buffer.get(), static_cast<size_t>(got)}));
  Napi::Array numbers = Napi::Array::New(env, fds.size());
  for (uint32_t i = 0; i < fds.size(); ++i) numbers.Set(i, Napi::Number::New(env, fds[i].release()));
  received.Set("fds", numbers);
  return received;
}

bool isReadable(Napi::Env env, int fd) {
  pollfd entry{fd, POLLIN, 0};
  return check(env, "poll", poll(&entry, 1, 0)) > 0;
}

Napi::Value receive(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int fd = toInt(info[0]);
  // poll skips negative descriptors
  pollfd polls[] = {{fd, POLLIN, 0}, {toInt(info[1]), POLLIN, 0}, {held::eventFd(), POLLIN, 0}};
  int ready = 0;
  do {
    ready = poll(polls, 3, toInt(info[2]));
  } while (ready < 0 && errno == EINTR && held::first() == 0);
  // what was said before the signal counts: of a program that runs already, the signal is the program's
  if (held::first() != 0 && !isReadable(env, fd)) throw systemError(env, "receive", EINTR);
  if (held::first() == 0) check(env, "poll", ready);
  // poll looks at fd before pidfd: the process may have sent its last word between the two
  return isReadable(env, fd) ? receivePacket(env, fd) : env.Undefined();
}

void sendDescriptor(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = toText(info[0]);
  const size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const SocketPath address(env, directory, path.substr(slash + 1));
  const UniqueFd socket(check(env, "socket", ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)));
  check(env, "setsockopt", setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience));
  check(env, "connect", connect(socket.get(), address.address(), SocketPath::size()));

  const int fd = toInt(info[1]);
  std::string payload = toText(info[2]);
  payload.resize(std::max<size_t>(payload.size(), 1));  // without a byte of data no descriptor travels
  iovec vector{payload.data(), payload.size()};
  const DescriptorMessage message(&vector, fd);
  size_t sent = check(env, "sendmsg", sendmsg(socket.get(), message.get(), MSG_NOSIGNAL));
  // the descriptor went along with the first bytes
  while (sent < payload.size()) {
    sent += check(env, "send", ::send(socket.get(), payload.data() + sent, payload.size() - sent, MSG_NOSIGNAL));
  }
}

}  // namespace

void exportMessages(Napi::Env env, Napi::Object exports) {
  exportAs<send>(env, exports, "send");
  exportAs<receive>(env, exports, "receive");
  exportAs<sendDescriptor>(env, exports, "sendDescriptor");
}

}  // namespace caisson::binding

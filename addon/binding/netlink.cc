#include "binding/netlink.h"

#include <sys/socket.h>

#include <string>
#include <vector>

#include "binding/error.h"

namespace caisson::binding {
namespace {

// What the kernel fills a dump's packets up to, at most (NLMSG_GOODSIZE, netlink_dump).
constexpr size_t kLargestPacket = 32 * 1024;

struct Refusal {
  int error = 0;
  std::string words;
};

// NLMSG_ERROR, and with NETLINK_EXT_ACK the attributes behind it.
Refusal readError(const nlmsghdr& message) {
  Refusal refusal;
  if (message.nlmsg_len < NLMSG_LENGTH(sizeof(int32_t))) return {EBADMSG, ""};
  int32_t error = 0;
  std::memcpy(&error, reinterpret_cast<const uint8_t*>(&message) + NLMSG_HDRLEN, sizeof error);
  refusal.error = -error;
  if ((message.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return refusal;
  // NETLINK_CAP_ACK: nothing of the request stands between
  eachAttribute(message, sizeof(nlmsgerr), [&](uint16_t type, std::span<const uint8_t> value) {
    if (type != NLMSGERR_ATTR_MSG || value.empty()) return;
    refusal.words.assign(reinterpret_cast<const char*>(value.data()), value.size() - 1);
  });
  return refusal;
}

void send(Napi::Env env, int socket, NetlinkRequest& request, const char* what) {
  if (!request.complete()) throw systemError(env, what, EMSGSIZE);
  const sockaddr_nl kernel{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 0};
  nlmsghdr& header = request.header();
  check(env, what,
        sendto(socket, &header, header.nlmsg_len, 0, reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel));
}

ssize_t receive(int socket, std::vector<uint8_t>& buffer) {
  ssize_t size = 0;
  do {
    size = recv(socket, buffer.data(), buffer.size(), MSG_TRUNC);
  } while (size < 0 && errno == EINTR);
  if (size <= static_cast<ssize_t>(buffer.size())) return size;
  errno = EMSGSIZE;
  return -1;
}

}  // namespace

NetlinkRequest::NetlinkRequest(uint16_t type, uint16_t flags) {
  header().nlmsg_len = NLMSG_HDRLEN;
  header().nlmsg_type = type;
  header().nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
}

NetlinkRequest& NetlinkRequest::append(std::span<const uint8_t> bytes) {
  const size_t at = header().nlmsg_len;
  const size_t end = at + NLMSG_ALIGN(bytes.size());
  complete_ = complete_ && end <= sizeof buffer_;
  if (!complete_) return *this;
  std::memcpy(buffer_ + at, bytes.data(), bytes.size());
  header().nlmsg_len = static_cast<uint32_t>(end);
  return *this;
}

NetlinkRequest& NetlinkRequest::attribute(uint16_t type, std::span<const uint8_t> value) {
  return add(nlattr{static_cast<uint16_t>(NLA_HDRLEN + value.size()), type}).append(value);
}

bool exchange(Napi::Env env, int socket, NetlinkRequest& request, const char* what, const OnAnswer& onAnswer) {
  // one request at a time on a socket that nobody else has: no answer can be another's
  send(env, socket, request, what);
  std::vector<uint8_t> buffer(kLargestPacket);
  bool whole = true;
  for (;;) {
    const ssize_t size = check(env, what, receive(socket, buffer));
    auto left = static_cast<uint32_t>(size);
    for (auto* message = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
      whole = whole && (message->nlmsg_flags & NLM_F_DUMP_INTR) == 0;
      if (message->nlmsg_type == NLMSG_DONE) return whole;
      if (message->nlmsg_type != NLMSG_ERROR) {
        if (onAnswer) onAnswer(*message);
        continue;
      }
      const Refusal refusal = readError(*message);
      if (refusal.error == 0) return whole;
      Napi::Error error = systemError(env, what, refusal.error);
      if (!refusal.words.empty()) error.Set("detail", Napi::String::New(env, refusal.words));
      throw error;
    }
  }
}

}  // namespace caisson::binding

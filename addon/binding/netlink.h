// rtnetlink(7): one request, and what the kernel answers to it.
#pragma once

#include <linux/netlink.h>
#include <napi.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <span>

namespace caisson::binding {

// A message in a buffer of fixed size: the largest is an address with its attributes, below 200 bytes.
class NetlinkRequest {
 public:
  NetlinkRequest(uint16_t type, uint16_t flags);

  template <class Value>
  NetlinkRequest& add(const Value& value) {
    return append({reinterpret_cast<const uint8_t*>(&value), sizeof value});
  }
  // Padded to the alignment of what may follow.
  NetlinkRequest& append(std::span<const uint8_t> bytes);
  NetlinkRequest& attribute(uint16_t type, std::span<const uint8_t> value);
  template <class Value>
  NetlinkRequest& attribute(uint16_t type, const Value& value) {
    return attribute(type, {reinterpret_cast<const uint8_t*>(&value), sizeof value});
  }

  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] nlmsghdr& header() { return *reinterpret_cast<nlmsghdr*>(buffer_); }

 private:
  alignas(nlmsghdr) uint8_t buffer_[512] = {};
  bool complete_ = true;
};

using OnAnswer = std::function<void(const nlmsghdr&)>;

// Sends it and waits for the acknowledgement or the end of the dump; `onAnswer` gets every message before that. False
// where a dump is not what was at any one moment, because something changed in between. Throws what the kernel refuses
// with, its own words as `detail` where it has any; `what` names the request.
bool exchange(Napi::Env env, int socket, NetlinkRequest& request, const char* what, const OnAnswer& onAnswer = {});

// Visits the attributes from `first` to the end of the message.
template <class Visit>
void eachAttribute(const nlmsghdr& message, size_t headerSize, Visit visit) {
  const auto* const start = reinterpret_cast<const uint8_t*>(&message);
  size_t at = NLMSG_HDRLEN + NLMSG_ALIGN(headerSize);
  while (at + sizeof(nlattr) <= message.nlmsg_len) {
    nlattr attribute;
    std::memcpy(&attribute, start + at, sizeof attribute);
    if (attribute.nla_len < NLA_HDRLEN || at + attribute.nla_len > message.nlmsg_len) return;
    const std::span<const uint8_t> value(start + at + NLA_HDRLEN, attribute.nla_len - NLA_HDRLEN);
    visit(static_cast<uint16_t>(attribute.nla_type & NLA_TYPE_MASK), value);
    at += NLA_ALIGN(attribute.nla_len);
  }
}

}  // namespace caisson::binding

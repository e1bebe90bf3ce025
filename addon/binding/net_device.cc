// Network devices, and their way from one network namespace to another.
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <thread>

#include "binding/all_signals_blocked.h"
#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/netlink.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

// Other devices' addresses may change while those of one are read.
constexpr int kDumpTries = 16;

struct Opened {
  int socket = -1;
  const char* syscall = "";
  int error = 0;
};

// A socket belongs for good to the network namespace that it was made in.
Opened openIn(int netns) {
  if (setns(netns, CLONE_NEWNET) < 0) return {-1, "setns", errno};
  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return {-1, "socket", errno};
  const int on = 1;
  // the kernel's own words with an error; the request not repeated in it; a dump of one device's addresses only
  for (const int option : {NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK}) {
    setsockopt(fd, SOL_NETLINK, option, &on, sizeof on);
  }
  return {fd, "", 0};
}

// In a thread that ends with it, since the engine's own must stay where they are.
Napi::Value netlinkSocket(const Napi::CallbackInfo& info) {
  const int netns = toInt(info[0]);
  Opened opened;
  try {
    const AllSignalsBlocked inherited;
    std::thread([&opened, netns] { opened = openIn(netns); }).join();
  } catch (const std::system_error& error) {
    throw systemError(info.Env(), "pthread_create", error.code().value());
  }
  if (opened.socket < 0) throw systemError(info.Env(), opened.syscall, opened.error);
  return Napi::Number::New(info.Env(), opened.socket);
}

std::span<const uint8_t> terminated(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.c_str()), text.size() + 1};
}

Napi::Value netDevice(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  NetlinkRequest request(RTM_GETLINK, NLM_F_ACK);
  request.add(ifinfomsg{}).attribute(IFLA_IFNAME, terminated(toText(info[1])));
  std::optional<ifinfomsg> found;
  exchange(env, toInt(info[0]), request, "rtnetlink RTM_GETLINK", [&found](const nlmsghdr& message) {
    if (message.nlmsg_len < NLMSG_LENGTH(sizeof(ifinfomsg))) return;
    std::memcpy(&found.emplace(), NLMSG_DATA(&message), sizeof(ifinfomsg));
  });
  if (!found) throw systemError(env, "rtnetlink RTM_GETLINK", ENODEV);
  Napi::Object result = Napi::Object::New(env);
  result.Set("index", Napi::Number::New(env, found->ifi_index));
  result.Set("up", Napi::Boolean::New(env, (found->ifi_flags & IFF_UP) != 0));
  return result;
}

void changeNetDevice(const Napi::CallbackInfo& info) {
  const auto change = info[2].As<Napi::Object>();
  ifinfomsg header{};
  header.ifi_index = toInt(info[1]);
  if (change.Has("up")) {
    header.ifi_flags = toBool(change.Get("up")) ? IFF_UP : 0;
    header.ifi_change = IFF_UP;
  }
  NetlinkRequest request(RTM_NEWLINK, NLM_F_ACK);
  request.add(header);
  if (change.Has("name")) request.attribute(IFLA_IFNAME, terminated(toText(change.Get("name"))));
  if (change.Has("netns")) request.attribute(IFLA_NET_NS_FD, toInt(change.Get("netns")));
  exchange(info.Env(), toInt(info[0]), request, "rtnetlink RTM_NEWLINK");
}

// What makes an address what it is. Its label is the device's name.
[[nodiscard]] bool isKept(uint16_t attribute) {
  constexpr uint16_t kProtocol = 11;  // IFA_PROTO, since Linux 5.18
  switch (attribute) {
    case IFA_ADDRESS:
    case IFA_LOCAL:
    case IFA_BROADCAST:
    case IFA_FLAGS:
    case IFA_CACHEINFO:
    case IFA_RT_PRIORITY:
    case kProtocol:
      return true;
    default:
      return false;
  }
}

struct Address {
  // An RTM_NEWADDR that makes it again.
  std::vector<uint8_t> message;
  bool permanent = false;
  bool global = false;
};

std::optional<Address> readAddress(const nlmsghdr& message, int device) {
  if (message.nlmsg_type != RTM_NEWADDR || message.nlmsg_len < NLMSG_LENGTH(sizeof(ifaddrmsg))) return std::nullopt;
  ifaddrmsg header{};
  std::memcpy(&header, NLMSG_DATA(&message), sizeof header);
  if (static_cast<int>(header.ifa_index) != device) return std::nullopt;
  uint32_t flags = header.ifa_flags;
  Address address;
  const auto add = [&address](const void* data, size_t size) {
    const auto* const start = static_cast<const uint8_t*>(data);
    address.message.insert(address.message.end(), start, start + size);
    address.message.resize(NLA_ALIGN(address.message.size()));
  };
  add(&header, sizeof header);
  eachAttribute(message, sizeof header, [&](uint16_t type, std::span<const uint8_t> value) {
    if (type == IFA_FLAGS && value.size() == sizeof flags) std::memcpy(&flags, value.data(), sizeof flags);
    if (!isKept(type)) return;
    const nlattr attribute{static_cast<uint16_t>(NLA_HDRLEN + value.size()), type};
    add(&attribute, sizeof attribute);
    add(value.data(), value.size());
  });
  address.permanent = (flags & IFA_F_PERMANENT) != 0;
  address.global = header.ifa_scope == RT_SCOPE_UNIVERSE;
  return address;
}

Napi::Object toObject(Napi::Env env, const Address& address) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("message", fromBytes(env, address.message));
  object.Set("permanent", Napi::Boolean::New(env, address.permanent));
  object.Set("global", Napi::Boolean::New(env, address.global));
  return object;
}

Napi::Value netAddresses(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int device = toInt(info[1]);
  ifaddrmsg header{};
  header.ifa_index = static_cast<uint32_t>(device);
  NetlinkRequest request(RTM_GETADDR, NLM_F_DUMP);
  request.add(header);
  for (int tries = 0; tries < kDumpTries; ++tries) {
    Napi::Array addresses = Napi::Array::New(env);
    const bool whole = exchange(env, toInt(info[0]), request, "rtnetlink RTM_GETADDR", [&](const nlmsghdr& message) {
      const auto address = readAddress(message, device);
      if (address) addresses.Set(addresses.Length(), toObject(env, *address));
    });
    if (whole) return addresses;
  }
  throw systemError(env, "rtnetlink RTM_GETADDR", EAGAIN);
}

void addNetAddress(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::span<const uint8_t> address = toBytes(info[2]);
  ifaddrmsg header{};
  if (address.size() < sizeof header) throw systemError(env, "argument", EINVAL);
  std::memcpy(&header, address.data(), sizeof header);
  header.ifa_index = static_cast<uint32_t>(toInt(info[1]));
  NetlinkRequest request(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE);
  request.add(header).append(address.subspan(sizeof header));
  exchange(env, toInt(info[0]), request, "rtnetlink RTM_NEWADDR");
}

}  // namespace

void exportNetDevices(Napi::Env env, Napi::Object exports) {
  exportAs<netlinkSocket>(env, exports, "netlinkSocket");
  exportAs<netDevice>(env, exports, "netDevice");
  exportAs<changeNetDevice>(env, exports, "changeNetDevice");
  exportAs<netAddresses>(env, exports, "netAddresses");
  exportAs<addNetAddress>(env, exports, "addNetAddress");
}

}  // namespace caisson::binding

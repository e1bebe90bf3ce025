#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <map>
#include <string>
#include <vector>

#include "json.h"
#include "verbs.h"

namespace probe {
namespace {

// Bits of the mask that are set.
int prefix(const uint8_t* mask, size_t size) {
  int bits = 0;
  for (size_t i = 0; i < size; ++i) bits += __builtin_popcount(mask[i]);
  return bits;
}

// `192.0.2.1/24`; empty for what is neither IPv4 nor IPv6.
std::string address_text(const ifaddrs& entry) {
  char text[INET6_ADDRSTRLEN] = "";
  if (entry.ifa_addr == nullptr || entry.ifa_netmask == nullptr) return text;
  if (entry.ifa_addr->sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(entry.ifa_addr)->sin_addr, text, sizeof text);
    const auto* mask = reinterpret_cast<const sockaddr_in*>(entry.ifa_netmask);
    return std::string(text) + "/" + std::to_string(prefix(reinterpret_cast<const uint8_t*>(&mask->sin_addr), 4));
  }
  if (entry.ifa_addr->sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(entry.ifa_addr)->sin6_addr, text, sizeof text);
    const auto* mask = reinterpret_cast<const sockaddr_in6*>(entry.ifa_netmask);
    return std::string(text) + "/" + std::to_string(prefix(mask->sin6_addr.s6_addr, 16));
  }
  return text;
}

struct Interface {
  bool up = false;
  std::vector<std::string> addresses;
};

}  // namespace

int interfaces(Arguments) {
  std::map<std::string, Interface> found;
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return 1;
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
    Interface& interface = found[entry->ifa_name];
    interface.up = (entry->ifa_flags & IFF_UP) != 0;
    const std::string text = address_text(*entry);
    if (!text.empty()) interface.addresses.push_back(text);
  }
  freeifaddrs(first);
  Json json;
  json.open('{').field("verb", "interfaces").key("interfaces").open('{');
  for (const auto& [name, interface] : found) {
    json.key(name).open('{').flag("up", interface.up).key("addresses").open('[');
    for (const std::string& address : interface.addresses) json.text(address);
    json.close(']').close('}');
  }
  json.close('}').close('}').print();
  return 0;
}

}  // namespace probe

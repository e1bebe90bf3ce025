// The part of sd-bus that is used here, by our own declarations of it: systemd promises that this interface stays as it
// is (its "Interface Portability and Stability Promise"), and so neither building nor starting the runtime wants
// systemd. The library is loaded when the first connection is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

struct sd_bus;
struct sd_bus_message;
struct sd_bus_slot;

struct sd_bus_error {
  const char* name;
  const char* message;
  int _need_free;
};

namespace caisson::binding {

// Every function returns a negative errno where it fails, but for those that give something back.
struct SdBus {
  using Handler = int (*)(sd_bus_message*, void*, sd_bus_error*);

  int (*create)(sd_bus**) = nullptr;
  int (*setAddress)(sd_bus*, const char*) = nullptr;
  int (*setBusClient)(sd_bus*, int) = nullptr;
  int (*start)(sd_bus*) = nullptr;
  sd_bus* (*closeUnref)(sd_bus*) = nullptr;
  int (*matchSignal)(sd_bus*, sd_bus_slot**, const char* sender, const char* path, const char* interface,
                     const char* member, Handler, void*) = nullptr;
  int (*newCall)(sd_bus*, sd_bus_message**, const char* destination, const char* path, const char* interface,
                 const char* member) = nullptr;
  int (*appendBasic)(sd_bus_message*, char type, const void*) = nullptr;
  int (*openContainer)(sd_bus_message*, char type, const char* contents) = nullptr;
  int (*closeContainer)(sd_bus_message*) = nullptr;
  int (*readBasic)(sd_bus_message*, char type, void*) = nullptr;
  sd_bus_message* (*unrefMessage)(sd_bus_message*) = nullptr;
  // Times are microseconds; 0 is the library's own limit.
  int (*call)(sd_bus*, sd_bus_message*, uint64_t timeout, sd_bus_error*, sd_bus_message** reply) = nullptr;
  // Above 0 where something was done.
  int (*process)(sd_bus*, sd_bus_message**) = nullptr;
  int (*wait)(sd_bus*, uint64_t timeout) = nullptr;
  // `value` is the caller's, by malloc.
  int (*propertyString)(sd_bus*, const char* destination, const char* path, const char* interface, const char* member,
                        sd_bus_error*, char** value) = nullptr;
  void (*freeError)(sd_bus_error*) = nullptr;
};

// Loaded once and for good. Null where it cannot be; `why` is then what the dynamic loader said.
[[nodiscard]] const SdBus* sdBus(std::string& why);

}  // namespace caisson::binding

// The order: what the engine leaves behind in a memfd when it becomes the monitor of a foreground container.
//
//   u32 magic "csm2" · i32 pidfd · i32 console master, -1 for none · i32 pid · i32 notify socket,
//   -1 for none · i32 manager · u32 flags
//   str state directory · list cgroups · list engine
//
// Numbers are little-endian. A `str` is u32 length, bytes, NUL; a `list` is u32 count, then strs: as in the wire format
// of plans. src/native/monitor-order.ts writes it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "shared/wire_reader.h"

namespace caisson::monitor {

inline constexpr uint32_t kOrderMagic = 0x326d7363;  // "csm2"
// Keep the container's state and cgroups when it ends.
inline constexpr uint32_t kKeepFlag = 1;

struct Order {
  int pidfd = -1;
  int consoleMaster = -1;
  // The two ends of notify/readiness.h.
  int notifySocket = -1;
  int manager = -1;
  int pid = -1;
  bool keep = false;
  const char* stateDir = nullptr;
  // Cgroup directories, in the order in which they can be removed.
  wire::StringList cgroups;
  // Arguments of the program that tears the container down, [0] being its path; empty: the monitor does it itself.
  wire::StringList engine;
};

// Maps the memfd `fd` for as long as the process lives, and decodes it; false where it is not an order.
[[nodiscard]] bool readOrder(int fd, Order& order);

// The decoder alone; the order points into `data`.
[[nodiscard]] bool decodeOrder(const uint8_t* data, size_t size, Order& order);

}  // namespace caisson::monitor

#include "monitor/order.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <initializer_list>

namespace caisson::monitor {
namespace {

bool readSigned(wire::Reader& reader, int& value) {
  uint32_t bits = 0;
  if (!reader.read(&bits)) return false;
  value = static_cast<int>(bits);
  return true;
}

}  // namespace

bool decodeOrder(const uint8_t* data, size_t size, Order& order) {
  wire::Reader reader(data, size);
  uint32_t magic = 0;
  uint32_t flags = 0;
  if (!reader.read(&magic) || magic != kOrderMagic) return false;
  for (int* number : {&order.pidfd, &order.consoleMaster, &order.pid, &order.notifySocket, &order.manager}) {
    if (!readSigned(reader, *number)) return false;
  }
  if (!reader.read(&flags) || !reader.read(&order.stateDir)) return false;
  if (!reader.read(&order.cgroups) || !reader.read(&order.engine) || !reader.atEnd()) return false;
  order.keep = (flags & kKeepFlag) != 0;
  return order.pidfd >= 0 && order.pid > 0;
}

bool readOrder(int fd, Order& order) {
  struct stat status {};
  if (fd < 0 || fstat(fd, &status) < 0 || status.st_size <= 0) return false;
  const auto size = static_cast<size_t>(status.st_size);
  void* data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  return data != MAP_FAILED && decodeOrder(static_cast<const uint8_t*>(data), size, order);
}

}  // namespace caisson::monitor

// Reads what the tests send on stdin: items, each a 32-bit length and its bytes.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

namespace driver {

inline bool readAll(void* data, size_t size) {
  auto* at = static_cast<uint8_t*>(data);
  while (size > 0) {
    const ssize_t count = read(STDIN_FILENO, at, size);
    if (count <= 0) return false;
    at += count;
    size -= static_cast<size_t>(count);
  }
  return true;
}

// Of exactly its size on the heap, so that the sanitizer sees a read past its end.
inline std::optional<std::vector<uint8_t>> nextItem() {
  uint32_t size = 0;
  if (!readAll(&size, sizeof(size))) return std::nullopt;
  std::vector<uint8_t> item(size);
  item.shrink_to_fit();
  if (!readAll(item.data(), size)) std::abort();
  return item;
}

}  // namespace driver

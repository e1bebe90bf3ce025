// Descriptors by slot: of mounts that were cloned before the user namespace, until they are placed; of id mappings.
#pragma once

#include <cstdint>
#include <cstdlib>

#include "init/fault.h"
#include "shared/unique_fd.h"

namespace caisson::init {

class Sources {
 public:
  Sources() = default;
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;
  ~Sources() { std::free(fds_); }  // the descriptors go with the process

  // Slots come in order, each once.
  Fault keep(uint32_t slot, UniqueFd mount) {
    if (slot != count_) return Fault(EPROTO, "plan").with("a slot out of order");
    void* const larger = std::realloc(fds_, (size_t{count_} + 1) * sizeof(int));
    if (larger == nullptr) return Fault(ENOMEM, "realloc");
    fds_ = static_cast<int*>(larger);
    fds_[count_++] = mount.release();
    return {};
  }

  void clear() {
    for (uint32_t slot = 0; slot < count_; ++slot) UniqueFd(fds_[slot]).reset();
    count_ = 0;
  }

  // The descriptor, which stays here; -1 where there is none.
  [[nodiscard]] int look(uint32_t slot) const { return slot < count_ ? fds_[slot] : -1; }

  // Empty where there is none, or it was taken already.
  [[nodiscard]] UniqueFd take(uint32_t slot) {
    if (slot >= count_) return UniqueFd();
    UniqueFd mount(fds_[slot]);
    fds_[slot] = -1;
    return mount;
  }

 private:
  int* fds_ = nullptr;
  uint32_t count_ = 0;
};

}  // namespace caisson::init

// Which files of a tree were copied already, for those that have more than one name.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace caisson::init {

// A hash table with open addressing; each entry owns the path of the copy.
class HardLinks {
 public:
  HardLinks() = default;
  HardLinks(const HardLinks&) = delete;
  HardLinks& operator=(const HardLinks&) = delete;
  ~HardLinks() {
    for (size_t at = 0; at < room_; ++at) std::free(entries_[at].path);
    std::free(entries_);
  }

  // Where the first name of the file was copied to; null where this is the first.
  [[nodiscard]] const char* find(dev_t device, ino_t inode) const {
    return room_ == 0 ? nullptr : slotOf(device, inode)->path;
  }

  // False where there is no memory.
  [[nodiscard]] bool remember(dev_t device, ino_t inode, const char* path) {
    if (count_ * 2 >= room_ && !grow()) return false;
    char* const copy = strdup(path);
    if (copy == nullptr) return false;
    *slotOf(device, inode) = {device, inode, copy};
    ++count_;
    return true;
  }

 private:
  struct Entry {
    dev_t device;
    ino_t inode;
    char* path;
  };

  [[nodiscard]] Entry* slotOf(dev_t device, ino_t inode) const {
    constexpr uint64_t kGoldenRatio = 0x9e3779b97f4a7c15;
    const uint64_t hash = (uint64_t{inode} ^ (uint64_t{device} << 48)) * kGoldenRatio;
    size_t at = static_cast<size_t>(hash >> 32) & (room_ - 1);
    while (entries_[at].path != nullptr && (entries_[at].device != device || entries_[at].inode != inode)) {
      at = (at + 1) & (room_ - 1);
    }
    return &entries_[at];
  }

  [[nodiscard]] bool grow() {
    Entry* const before = entries_;
    const size_t roomBefore = room_;
    const size_t room = room_ == 0 ? 64 : room_ * 2;
    auto* const larger = static_cast<Entry*>(std::calloc(room, sizeof(Entry)));
    if (larger == nullptr) return false;
    entries_ = larger;
    room_ = room;
    for (size_t at = 0; at < roomBefore; ++at) {
      if (before[at].path != nullptr) *slotOf(before[at].device, before[at].inode) = before[at];
    }
    std::free(before);
    return true;
  }

  Entry* entries_ = nullptr;
  size_t room_ = 0;  // a power of two, or 0
  size_t count_ = 0;
};

}  // namespace caisson::init

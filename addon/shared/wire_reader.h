// Reads the fields of a plan's records: see src/plan/wire/table.ts for the format.
//
// Nothing is copied: strings and lists point into the plan, which outlives them. Every read checks the bounds, and a
// string must end where its length says, so that what is read can be used as a C string. Malformed input gives false,
// never a read past the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace caisson::wire {

struct Bytes {
  const uint8_t* data = nullptr;
  uint32_t size = 0;
};

class StringList;
class IdList;

class Reader {
 public:
  Reader(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}

  [[nodiscard]] bool atEnd() const { return at_ == end_; }
  [[nodiscard]] size_t left() const { return static_cast<size_t>(end_ - at_); }

  [[nodiscard]] bool read(uint16_t* value) { return readNumber(value); }
  [[nodiscard]] bool read(uint32_t* value) { return readNumber(value); }
  [[nodiscard]] bool read(uint64_t* value) { return readNumber(value); }
  [[nodiscard]] bool read(bool* value) {
    uint8_t byte = 0;
    if (!readNumber(&byte) || byte > 1) return false;
    *value = byte == 1;
    return true;
  }
  [[nodiscard]] bool read(Bytes* bytes) { return read(&bytes->size) && take(bytes->size, &bytes->data); }
  [[nodiscard]] bool read(const char** text) {
    uint32_t length = 0;
    const uint8_t* data = nullptr;
    if (!read(&length) || !take(size_t{length} + 1, &data)) return false;
    if (std::memchr(data, 0, size_t{length} + 1) != data + length) return false;
    *text = reinterpret_cast<const char*>(data);
    return true;
  }
  [[nodiscard]] bool read(StringList* list);
  [[nodiscard]] bool read(IdList* list);

 private:
  [[nodiscard]] bool take(size_t size, const uint8_t** data) {
    if (size > left()) return false;
    *data = at_;
    at_ += size;
    return true;
  }

  // memcpy: the wire has no alignment
  template <class Number>
  [[nodiscard]] bool readNumber(Number* value) {
    const uint8_t* data = nullptr;
    if (!take(sizeof(Number), &data)) return false;
    std::memcpy(value, data, sizeof(Number));
    return true;
  }

  const uint8_t* at_;
  const uint8_t* end_;
};

// Strings that were checked when they were read; `for (const char* text : list)`.
class StringList {
 public:
  class Iterator {
   public:
    explicit Iterator(const uint8_t* at) : at_(at) {}
    const char* operator*() const { return reinterpret_cast<const char*>(at_ + sizeof(uint32_t)); }
    Iterator& operator++() {
      uint32_t length = 0;
      std::memcpy(&length, at_, sizeof(length));
      at_ += sizeof(length) + length + 1;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const uint8_t* at_;
  };

  [[nodiscard]] uint32_t count() const { return count_; }
  [[nodiscard]] Iterator begin() const { return Iterator(data_); }
  [[nodiscard]] Iterator end() const { return Iterator(data_ + size_); }

 private:
  friend class Reader;
  const uint8_t* data_ = nullptr;
  size_t size_ = 0;
  uint32_t count_ = 0;
};

class IdList {
 public:
  [[nodiscard]] uint32_t count() const { return bytes_.size / sizeof(uint32_t); }
  // Copy all ids to `ids`, which has room for count().
  void copyTo(uint32_t* ids) const {
    if (bytes_.size > 0) std::memcpy(ids, bytes_.data, bytes_.size);
  }

 private:
  friend class Reader;
  Bytes bytes_;
};

inline bool Reader::read(StringList* list) {
  if (!read(&list->count_)) return false;
  list->data_ = at_;
  for (uint32_t index = 0; index < list->count_; ++index) {
    const char* text = nullptr;
    if (!read(&text)) return false;
  }
  list->size_ = static_cast<size_t>(at_ - list->data_);
  return true;
}

inline bool Reader::read(IdList* list) {
  uint32_t count = 0;
  if (!read(&count) || count > left() / sizeof(uint32_t)) return false;
  list->bytes_.size = count * static_cast<uint32_t>(sizeof(uint32_t));
  return take(list->bytes_.size, &list->bytes_.data);
}

}  // namespace caisson::wire

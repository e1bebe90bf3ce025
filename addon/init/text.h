// Text in a buffer of fixed size; what does not fit is cut off. No stdio, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace caisson::init {

template <size_t kSize>
class Text {
 public:
  Text() { data_[0] = '\0'; }

  Text& add(const char* text) { return add(text, std::strlen(text)); }
  Text& add(const char* text, size_t length) {
    const size_t room = kSize - 1 - length_;
    const size_t count = length < room ? length : room;
    truncated_ = truncated_ || count < length;
    std::memcpy(data_ + length_, text, count);
    length_ += count;
    data_[length_] = '\0';
    return *this;
  }
  Text& add(int64_t number) {
    char digits[20];
    size_t at = sizeof(digits);
    // negated as unsigned: the smallest number has no positive counterpart
    uint64_t rest = number < 0 ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
    do {
      digits[--at] = static_cast<char>('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (number < 0) add("-");
    return add(digits + at, sizeof(digits) - at);
  }
  // Back to what it was when it had that length.
  void cut(size_t length) {
    length_ = length;
    data_[length] = '\0';
  }
  void clear() {
    length_ = 0;
    truncated_ = false;
    data_[0] = '\0';
  }

  // Characters that fit.
  static constexpr size_t kRoom = kSize - 1;

  [[nodiscard]] const char* text() const { return data_; }
  [[nodiscard]] char* text() { return data_; }
  [[nodiscard]] size_t length() const { return length_; }
  [[nodiscard]] bool empty() const { return length_ == 0; }
  [[nodiscard]] bool truncated() const { return truncated_; }

 private:
  size_t length_ = 0;
  bool truncated_ = false;
  char data_[kSize];
};

// A path as the kernel takes it.
using PathText = Text<4096>;

}  // namespace caisson::init

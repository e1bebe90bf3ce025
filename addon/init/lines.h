// Reads a text file line by line, with fixed buffers.
#pragma once

#include <unistd.h>

#include <cstddef>

namespace caisson::init {

// The lines of a file, one at a time, with a buffer for one.
class Lines {
 public:
  explicit Lines(int fd) : fd_(fd) {}

  // The next line, without its newline; null at the end. Lines longer than the buffer are cut off.
  [[nodiscard]] char* next() {
    size_t length = 0;
    for (;;) {
      if (at_ == end_ && !fill()) break;
      const char byte = buffer_[at_++];
      if (byte == '\n') {
        line_[length] = '\0';
        return line_;
      }
      if (length < sizeof(line_) - 1) line_[length++] = byte;
    }
    line_[length] = '\0';
    return length > 0 ? line_ : nullptr;
  }

 private:
  [[nodiscard]] bool fill() {
    const ssize_t count = read(fd_, buffer_, sizeof(buffer_));
    at_ = 0;
    end_ = count > 0 ? static_cast<size_t>(count) : 0;
    return count > 0;
  }

  int fd_;
  size_t at_ = 0;
  size_t end_ = 0;
  char buffer_[1024];
  char line_[8192];
};

}  // namespace caisson::init

// What an op returns: nothing, or which system call refused with which errno, and what the errno does not say.
#pragma once

#include <cerrno>
#include <utility>

#include "init/text.h"
#include "shared/protocol.h"

namespace caisson::init {

class [[nodiscard]] Fault {
 public:
  // Success. Costs nothing: the detail stays unwritten.
  Fault() = default;
  // The current errno.
  explicit Fault(const char* syscall) : Fault(errno, syscall) {}
  // `error` may be 0 where no errno applies; then the detail says it all.
  Fault(int error, const char* syscall) : error_(error), syscall_(syscall) {}

  explicit operator bool() const { return syscall_ != nullptr; }
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] const char* syscall() const { return syscall_; }
  [[nodiscard]] const char* detail() const { return detail_.text(); }

  // Add to the detail.
  template <class Part>
  Fault& with(Part part) {
    detail_.add(part);
    return *this;
  }
  Fault& with(const char* text, size_t length) {
    detail_.add(text, length);
    return *this;
  }

 private:
  int error_ = 0;
  const char* syscall_ = nullptr;
  Text<sizeof(Report::detail)> detail_;
};

// A value, or why there is none.
template <class Value>
struct [[nodiscard]] Result {
  Fault fault;
  Value value{};

  Result(Fault why) : fault(why) {}                   // NOLINT(google-explicit-constructor): `return Fault(…)`
  Result(Value result) : value(std::move(result)) {}  // NOLINT(google-explicit-constructor): `return value`
};

}  // namespace caisson::init

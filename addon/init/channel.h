// Init's end of the conversation that shared/protocol.h describes.
#pragma once

#include <sys/types.h>

#include "init/fault.h"
#include "shared/protocol.h"
#include "shared/unique_fd.h"

namespace caisson::init {

class Channel {
 public:
  explicit Channel(int fd) : fd_(fd) {}

  [[nodiscard]] int fd() const { return fd_.get(); }

  // One packet, with one descriptor where `fd` ≥ 0. Where nobody listens any more, the next awaitGo finds that out;
  // past the gate it does not matter.
  void tell(const Report& report, int fd = -1) const;

  // Tell of a failure by every means that a seccomp filter may have left.
  void sendFailure(uint32_t step, const Fault& fault) const;

  // Wait for Go and return init's pid as the host sees it. Exits where the host is gone: nobody would ever start,
  // name or remove this container.
  [[nodiscard]] pid_t awaitGo() const;

  // Talk over another connection from now on.
  void replace(UniqueFd connection) { fd_ = std::move(connection); }

 private:
  [[nodiscard]] bool send(const Report& report, int fd) const;

  UniqueFd fd_;
};

}  // namespace caisson::init

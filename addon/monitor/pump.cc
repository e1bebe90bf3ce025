#include "monitor/pump.h"

#include <unistd.h>

#include <cerrno>

namespace caisson::monitor {

bool Pump::read() {
  const ssize_t got = ::read(from_, buffer_, kSize);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) {
    errno = 0;
    return false;
  }
  begin_ = 0;
  end_ = static_cast<size_t>(got);
  return true;
}

void Pump::write() {
  const ssize_t put = sinkGone_ ? static_cast<ssize_t>(end_ - begin_) : ::write(to_, buffer_ + begin_, end_ - begin_);
  if (put >= 0) {
    begin_ += static_cast<size_t>(put);
    return;
  }
  if (errno == EAGAIN || errno == EINTR) return;
  sinkGone_ = true;
  begin_ = end_;
}

}  // namespace caisson::monitor

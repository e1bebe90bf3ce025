// A message with one descriptor in it (unix(7), SCM_RIGHTS), laid out; to send it is the caller's.
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <cstring>

namespace caisson {

class DescriptorMessage {
 public:
  // Without a descriptor where `fd` is negative. `data` has to last as long as this; without a byte of it no descriptor
  // travels.
  DescriptorMessage(iovec* data, int fd) {
    message_.msg_iov = data;
    message_.msg_iovlen = 1;
    if (fd < 0) return;
    message_.msg_control = control_;
    message_.msg_controllen = sizeof control_;
    cmsghdr* const header = CMSG_FIRSTHDR(&message_);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  DescriptorMessage(const DescriptorMessage&) = delete;
  DescriptorMessage& operator=(const DescriptorMessage&) = delete;

  [[nodiscard]] const msghdr* get() const { return &message_; }

 private:
  alignas(cmsghdr) char control_[CMSG_SPACE(sizeof(int))] = {};
  msghdr message_ = {};
};

}  // namespace caisson

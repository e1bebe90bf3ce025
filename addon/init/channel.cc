#include "init/channel.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "shared/descriptor_message.h"

namespace caisson::init {
namespace {

template <size_t kSize>
void copyText(const char* text, char (&into)[kSize]) {
  const size_t length = strnlen(text, kSize - 1);
  std::memcpy(into, text, length);
  into[length] = '\0';
}

}  // namespace

bool Channel::send(const Report& report, int fd) const {
  iovec vector = {const_cast<Report*>(&report), sizeof(report)};
  const DescriptorMessage message(&vector, fd);
  ssize_t sent = 0;
  do {
    sent = sendmsg(fd_.get(), message.get(), MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(sizeof(report));
}

void Channel::tell(const Report& report, int fd) const { [[maybe_unused]] const bool heard = send(report, fd); }

void Channel::sendFailure(uint32_t step, const Fault& fault) const {
  Report report = {};
  report.type = Message::Failed;
  report.step = step;
  report.error = fault.error();
  copyText(fault.syscall(), report.syscall);
  copyText(fault.detail(), report.detail);
  if (send(report, -1)) return;
  // a filter may deny sendmsg; write needs no flag against SIGPIPE, since init catches it
  [[maybe_unused]] const ssize_t written = write(fd_.get(), &report, sizeof(report));
}

pid_t Channel::awaitGo() const {
  Go go = {};
  ssize_t size = 0;
  do {
    size = recv(fd_.get(), &go, sizeof(go), 0);
  } while (size < 0 && errno == EINTR);
  if (size != static_cast<ssize_t>(sizeof(go)) || go.type != Message::Go) _exit(1);
  return go.pid;
}

}  // namespace caisson::init

// One line to stderr without stdio: `caisson: <what> <subject>: <the errno's words>`.
#pragma once

#include <sys/uio.h>
#include <unistd.h>

#include <cstring>

namespace caisson {

// `subject` may be empty, and `error` 0 where no errno applies.
inline void complain(const char* what, const char* subject, int error) {
  const char* words = error == 0 ? "" : strerrordesc_np(error);
  if (words == nullptr) words = "unknown error";
  const char* parts[] = {"caisson: ", what, *subject == '\0' ? "" : " ", subject, error == 0 ? "" : ": ", words, "\n"};
  iovec vector[sizeof(parts) / sizeof(parts[0])];
  int count = 0;
  for (const char* part : parts) vector[count++] = {const_cast<char*>(part), std::strlen(part)};
  // nobody is left to tell where stderr refuses
  [[maybe_unused]] const ssize_t written = writev(STDERR_FILENO, vector, count);
}

}  // namespace caisson

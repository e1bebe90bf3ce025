#include "json.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <cstdio>

namespace probe {
namespace {

// Length of the UTF-8 sequence at the front of `text`, 0 where it is none.
size_t sequence(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = lead < 0x80 ? 1 : (lead >> 5) == 6 ? 2 : (lead >> 4) == 14 ? 3 : (lead >> 3) == 30 ? 4 : 0;
  if (length == 0 || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

void Json::separate() {
  if (!fresh_) out_ += ',';
  fresh_ = false;
}

Json& Json::open(char bracket) {
  separate();
  out_ += bracket;
  fresh_ = true;
  return *this;
}

Json& Json::close(char bracket) {
  out_ += bracket;
  fresh_ = false;
  return *this;
}

Json& Json::key(std::string_view name) {
  text(name);
  out_ += ':';
  fresh_ = true;
  return *this;
}

Json& Json::text(std::string_view value) {
  separate();
  out_ += '"';
  while (!value.empty()) {
    const auto byte = static_cast<unsigned char>(value[0]);
    const size_t length = sequence(value);
    if (byte == '"' || byte == '\\') {
      out_ += '\\';
      out_ += static_cast<char>(byte);
    } else if (byte < 0x20 || length == 0) {
      char escaped[8];
      snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      out_ += escaped;
    } else {
      out_ += value.substr(0, length);
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  out_ += '"';
  return *this;
}

Json& Json::number(int64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

Json& Json::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

Json& Json::null() {
  separate();
  out_ += "null";
  return *this;
}

void Json::print() const {
  std::string line = out_ + "\n";
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = write(STDOUT_FILENO, rest.data(), rest.size());
    if (written < 0 && errno != EINTR && errno != EAGAIN) return;
    if (written > 0) rest.remove_prefix(static_cast<size_t>(written));
  }
}

std::string_view errno_name(int error) {
  if (error == 0) return "";
  const char* name = strerrorname_np(error);
  return name == nullptr ? "unknown" : name;
}

std::string hex(uint64_t bits) {
  char digits[17];
  snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(bits));
  return digits;
}

}  // namespace probe

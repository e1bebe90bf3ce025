// A writer of one-line JSON: just enough for what the probe reports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace probe {

// Builds one JSON text piece by piece; commas are put where they belong.
class Json {
 public:
  Json& open(char bracket);   // '{' or '['
  Json& close(char bracket);  // '}' or ']'
  Json& key(std::string_view name);
  // Bytes that are not UTF-8 come out as the code points of the same numbers.
  Json& text(std::string_view value);
  Json& number(int64_t value);
  Json& boolean(bool value);
  Json& null();

  Json& field(std::string_view name, std::string_view value) { return key(name).text(value); }
  Json& field(std::string_view name, int64_t value) { return key(name).number(value); }
  Json& flag(std::string_view name, bool value) { return key(name).boolean(value); }

  // Writes the text and a newline to standard output, whole.
  void print() const;

 private:
  void separate();

  std::string out_;
  bool fresh_ = true;
};

// Symbolic name of an errno (`EPERM`); empty for 0.
std::string_view errno_name(int error);

// The bits as 16 hexadecimal digits, as /proc/PID/status has them.
std::string hex(uint64_t bits);

}  // namespace probe

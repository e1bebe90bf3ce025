#include "launcher/utf8.h"

namespace caisson::launcher {
namespace {

bool isContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Length of the sequence that `lead` starts, 0 where none may start so.
int sequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;  // a continuation, or overlong
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

// The second byte has a narrower range after some lead bytes (RFC 3629, section 4).
bool isSecondByte(unsigned char lead, unsigned char second) {
  switch (lead) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return isContinuation(second);
  }
}

}  // namespace

bool isUtf8(const char* text) {
  const auto* byte = reinterpret_cast<const unsigned char*>(text);
  while (*byte != 0) {
    const int length = sequenceLength(*byte);
    if (length == 0) return false;
    if (length > 1 && !isSecondByte(byte[0], byte[1])) return false;
    // a string that ends early is caught by its NUL, which is no continuation
    for (int i = 2; i < length; ++i) {
      if (!isContinuation(byte[i])) return false;
    }
    byte += length;
  }
  return true;
}

}  // namespace caisson::launcher

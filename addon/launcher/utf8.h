// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

namespace caisson::launcher {

[[nodiscard]] bool isUtf8(const char* text);

}  // namespace caisson::launcher

// JavaScript values as C++ ones. Types are checked by TypeScript; what is checked here is what would be unsafe in C.
#pragma once

#include <napi.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace caisson::binding {

[[nodiscard]] int toInt(const Napi::Value& value);
[[nodiscard]] bool toBool(const Napi::Value& value);
// Throws EINVAL where the string holds a NUL: the kernel would see a shorter one.
[[nodiscard]] std::string toText(const Napi::Value& value);
[[nodiscard]] std::vector<std::string> toTexts(const Napi::Value& value);
[[nodiscard]] std::vector<int> toInts(const Napi::Value& value);
// 0 to 2^64-1; throws ERANGE beyond.
[[nodiscard]] uint64_t toU64(const Napi::Value& value);
// A view; valid while the value is.
[[nodiscard]] std::span<const uint8_t> toBytes(const Napi::Value& value);
// A copy that JavaScript owns.
[[nodiscard]] Napi::Uint8Array fromBytes(Napi::Env env, std::span<const uint8_t> bytes);
[[nodiscard]] Napi::Array fromInts(Napi::Env env, const std::vector<int>& numbers);

// argv or envp: points into `texts`, which must outlive it and stay as it is.
[[nodiscard]] std::vector<char*> toPointers(std::vector<std::string>& texts);

}  // namespace caisson::binding

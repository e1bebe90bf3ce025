#include "binding/value.h"

#include <cerrno>
#include <cstring>

#include "binding/error.h"

namespace caisson::binding {

int toInt(const Napi::Value& value) { return value.As<Napi::Number>().Int32Value(); }

bool toBool(const Napi::Value& value) { return value.As<Napi::Boolean>().Value(); }

std::string toText(const Napi::Value& value) {
  std::string text = value.As<Napi::String>().Utf8Value();
  if (text.find('\0') != std::string::npos) throw systemError(value.Env(), "argument", EINVAL);
  return text;
}

std::vector<std::string> toTexts(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<std::string> texts;
  texts.reserve(array.Length());
  for (uint32_t i = 0; i < array.Length(); ++i) texts.push_back(toText(array.Get(i)));
  return texts;
}

std::vector<int> toInts(const Napi::Value& value) {
  const auto array = value.As<Napi::Array>();
  std::vector<int> numbers;
  numbers.reserve(array.Length());
  for (uint32_t i = 0; i < array.Length(); ++i) numbers.push_back(toInt(array.Get(i)));
  return numbers;
}

uint64_t toU64(const Napi::Value& value) {
  bool lossless = false;
  const uint64_t number = value.As<Napi::BigInt>().Uint64Value(&lossless);
  if (!lossless) throw systemError(value.Env(), "argument", ERANGE);
  return number;
}

std::span<const uint8_t> toBytes(const Napi::Value& value) {
  const auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.ByteLength()};
}

Napi::Uint8Array fromBytes(Napi::Env env, std::span<const uint8_t> bytes) {
  Napi::Uint8Array array = Napi::Uint8Array::New(env, bytes.size());
  if (!bytes.empty()) std::memcpy(array.Data(), bytes.data(), bytes.size());
  return array;
}

Napi::Array fromInts(Napi::Env env, const std::vector<int>& numbers) {
  Napi::Array array = Napi::Array::New(env, numbers.size());
  for (uint32_t i = 0; i < numbers.size(); ++i) array.Set(i, Napi::Number::New(env, numbers[i]));
  return array;
}

std::vector<char*> toPointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace caisson::binding

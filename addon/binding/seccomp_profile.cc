#include "binding/seccomp_profile.h"

#include <charconv>

#include "binding/value.h"

namespace caisson::binding {
namespace {

bool isAbsent(const Napi::Value& value) { return value.IsUndefined() || value.IsNull(); }

std::vector<std::string> textsOrNone(const Napi::Value& value) {
  return isAbsent(value) ? std::vector<std::string>{} : toTexts(value);
}

// SECCOMP_RET_DATA has 16 bits; more would be cut off without a word.
std::optional<uint16_t> optionalErrno(const Napi::Value& value) {
  if (isAbsent(value)) return std::nullopt;
  const int64_t number = value.As<Napi::Number>().Int64Value();
  if (number < 0 || number > UINT16_MAX) throw Napi::TypeError::New(value.Env(), "seccomp errnoRet is out of range");
  return static_cast<uint16_t>(number);
}

uint64_t decimal(const Napi::Value& value) {
  if (isAbsent(value)) return 0;
  const std::string text = toText(value);
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw Napi::TypeError::New(value.Env(), "seccomp argument is no 64-bit number: " + text);
  }
  return number;
}

SeccompRule parseRule(const Napi::Object& object) {
  SeccompRule rule{
      toTexts(object.Get("names")), toText(object.Get("action")), optionalErrno(object.Get("errnoRet")), {}};
  const Napi::Value args = object.Get("args");
  if (isAbsent(args)) return rule;
  const auto list = args.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto argument = list.Get(i).As<Napi::Object>();
    rule.args.push_back({argument.Get("index").As<Napi::Number>().Uint32Value(), decimal(argument.Get("value")),
                         decimal(argument.Get("valueTwo")), toText(argument.Get("op"))});
  }
  return rule;
}

}  // namespace

SeccompProfile parseSeccompProfile(Napi::Env env, const Napi::String& json) {
  const auto parser = env.Global().Get("JSON").As<Napi::Object>();
  const auto object = parser.Get("parse").As<Napi::Function>().Call(parser, {json}).As<Napi::Object>();
  SeccompProfile profile;
  profile.defaultAction = toText(object.Get("defaultAction"));
  profile.defaultErrnoRet = optionalErrno(object.Get("defaultErrnoRet"));
  profile.architectures = textsOrNone(object.Get("architectures"));
  const Napi::Value syscalls = object.Get("syscalls");
  if (isAbsent(syscalls)) return profile;
  const auto list = syscalls.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) profile.syscalls.push_back(parseRule(list.Get(i).As<Napi::Object>()));
  return profile;
}

}  // namespace caisson::binding

#include "binding/bus_message.h"

#include <charconv>
#include <string>

#include "binding/error.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

// The specification's own limit of arrays and structs within each other.
constexpr int kDeepest = 64;

struct Writer {
  Napi::Env env;
  const SdBus& bus;
  sd_bus_message* message;
};

[[noreturn]] void refuse(Napi::Env env) { throw systemError(env, "D-Bus value", EINVAL); }

void done(const Writer& writer, int result) {
  if (result < 0) throw systemError(writer.env, "sd_bus_message_append", -result);
}

// Length of the complete type that a signature begins with.
size_t completeType(Napi::Env env, std::string_view signature, int depth = 0) {
  if (signature.empty() || depth > kDeepest) refuse(env);
  if (signature[0] == 'a') return 1 + completeType(env, signature.substr(1), depth + 1);
  if (signature[0] != '(' && signature[0] != '{') return 1;
  const char end = signature[0] == '(' ? ')' : '}';
  size_t at = 1;
  while (at < signature.size() && signature[at] != end) at += completeType(env, signature.substr(at), depth + 1);
  if (at >= signature.size()) refuse(env);
  return at + 1;
}

template <class Number>
Number numberOf(Napi::Env env, const Napi::Value& value) {
  if (!value.IsNumber() && !value.IsString()) refuse(env);
  const std::string text = value.ToString().Utf8Value();
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) refuse(env);
  return number;
}

template <class Number>
void number(const Writer& writer, char type, const Napi::Value& value) {
  const Number number = numberOf<Number>(writer.env, value);
  done(writer, writer.bus.appendBasic(writer.message, type, &number));
}

void text(const Writer& writer, char type, const Napi::Value& value) {
  if (!value.IsString()) refuse(writer.env);
  done(writer, writer.bus.appendBasic(writer.message, type, toText(value).c_str()));
}

void boolean(const Writer& writer, const Napi::Value& value) {
  if (!value.IsBoolean()) refuse(writer.env);
  const int flag = toBool(value) ? 1 : 0;
  done(writer, writer.bus.appendBasic(writer.message, 'b', &flag));
}

void sequence(const Writer& writer, std::string_view signature, const Napi::Value& values, int depth);
void single(const Writer& writer, std::string_view type, const Napi::Value& value, int depth);

void contained(const Writer& writer, char kind, const std::string& contents, const Napi::Value& values, int depth) {
  done(writer, writer.bus.openContainer(writer.message, kind, contents.c_str()));
  sequence(writer, contents, values, depth + 1);
  done(writer, writer.bus.closeContainer(writer.message));
}

void array(const Writer& writer, std::string_view element, const Napi::Value& values, int depth) {
  if (!values.IsArray()) refuse(writer.env);
  done(writer, writer.bus.openContainer(writer.message, 'a', std::string(element).c_str()));
  const auto list = values.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) single(writer, element, list.Get(i), depth + 1);
  done(writer, writer.bus.closeContainer(writer.message));
}

void variant(const Writer& writer, const Napi::Value& value, int depth) {
  if (!value.IsObject()) refuse(writer.env);
  const auto object = value.As<Napi::Object>();
  const std::string signature = toText(object.Get("signature"));
  done(writer, writer.bus.openContainer(writer.message, 'v', signature.c_str()));
  if (completeType(writer.env, signature) != signature.size()) refuse(writer.env);
  single(writer, signature, object.Get("value"), depth + 1);
  done(writer, writer.bus.closeContainer(writer.message));
}

void single(const Writer& writer, std::string_view type, const Napi::Value& value, int depth) {
  if (depth > kDeepest) refuse(writer.env);
  switch (type[0]) {
    case 'y':
      return number<uint8_t>(writer, 'y', value);
    case 'n':
      return number<int16_t>(writer, 'n', value);
    case 'q':
      return number<uint16_t>(writer, 'q', value);
    case 'i':
      return number<int32_t>(writer, 'i', value);
    case 'u':
      return number<uint32_t>(writer, 'u', value);
    case 'x':
      return number<int64_t>(writer, 'x', value);
    case 't':
      return number<uint64_t>(writer, 't', value);
    case 'd':
      return number<double>(writer, 'd', value);
    case 'b':
      return boolean(writer, value);
    case 's':
    case 'o':
    case 'g':
      return text(writer, type[0], value);
    case 'a':
      return array(writer, type.substr(1), value, depth);
    case '(':
      return contained(writer, 'r', std::string(type.substr(1, type.size() - 2)), value, depth);
    case '{':
      return contained(writer, 'e', std::string(type.substr(1, type.size() - 2)), value, depth);
    case 'v':
      return variant(writer, value, depth);
    default:
      refuse(writer.env);
  }
}

void sequence(const Writer& writer, std::string_view signature, const Napi::Value& values, int depth) {
  if (!values.IsArray()) refuse(writer.env);
  const auto list = values.As<Napi::Array>();
  uint32_t index = 0;
  while (!signature.empty()) {
    const size_t length = completeType(writer.env, signature);
    if (index >= list.Length()) refuse(writer.env);
    single(writer, signature.substr(0, length), list.Get(index), depth);
    signature.remove_prefix(length);
    ++index;
  }
  if (index != list.Length()) refuse(writer.env);
}

}  // namespace

void append(Napi::Env env, const SdBus& bus, sd_bus_message* message, std::string_view signature,
            const Napi::Value& values) {
  sequence({env, bus, message}, signature, values, 0);
}

}  // namespace caisson::binding

#include "binding/error.h"

#include <cctype>
#include <cstring>
#include <string>

namespace caisson::binding {

Napi::Error systemError(Napi::Env env, const char* syscall, int error) {
  const char* name = strerrorname_np(error);
  const char* words = strerrordesc_np(error);
  const std::string code = name != nullptr ? name : "errno " + std::to_string(error);
  std::string text = words != nullptr ? words : "unknown error";
  // EIO's words start with an abbreviation, all others with a word
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  Napi::Error thrown = Napi::Error::New(env, code + ": " + text + ", " + syscall);
  thrown.Set("syscall", Napi::String::New(env, syscall));
  thrown.Set("errno", Napi::Number::New(env, error));
  thrown.Set("code", Napi::String::New(env, code));
  return thrown;
}

}  // namespace caisson::binding

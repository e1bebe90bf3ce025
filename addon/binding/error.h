// Kernel refusals as JavaScript errors.
#pragma once

#include <napi.h>

#include <cerrno>

namespace caisson::binding {

// An Error with `syscall`, `errno` (positive) and `code` (`EPERM`).
[[nodiscard]] Napi::Error systemError(Napi::Env env, const char* syscall, int error);

// Throws it from errno where `result` is negative; gives `result` back otherwise.
template <class Result>
Result check(Napi::Env env, const char* syscall, Result result) {
  if (result < 0) throw systemError(env, syscall, errno);
  return result;
}

}  // namespace caisson::binding

// JavaScript values in a D-Bus message, by a signature (D-Bus specification, "Type System").
#pragma once

#include <napi.h>

#include <string_view>

#include "binding/sd_bus.h"

namespace caisson::binding {

// `values` is an array with one value for each complete type of the signature: numbers as numbers or as decimal text,
// arrays, structs and dict entries as arrays, a variant as `{signature, value}`. Throws EINVAL for what does not fit.
void append(Napi::Env env, const SdBus& bus, sd_bus_message* message, std::string_view signature,
            const Napi::Value& values);

}  // namespace caisson::binding

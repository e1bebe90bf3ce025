// The parts of `report`: each adds its fields to an object that is open.
#pragma once

#include "json.h"
#include "verbs.h"

namespace probe {

void report_credentials(Json& json);  // ids, groups, umask, capability sets, no_new_privs, seccomp
void report_limits(Json& json);       // RLIMIT_* as [soft, hard], decimal text, `unlimited`
void report_namespaces(Json& json);
void report_descriptors(Json& json);
void report_terminal(Json& json);
void report_signals(Json& json);
void report_scheduling(Json& json);

}  // namespace probe

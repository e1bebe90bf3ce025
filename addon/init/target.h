// Where a mount may go.
//
// Mounts on procfs are how containers have led runtimes astray (CVE-2019-16884, CVE-2019-19921, CVE-2023-27561,
// CVE-2025-52881): /proc itself takes a procfs only, a few files below it may be covered, nothing else on a procfs may.
#pragma once

#include "init/context.h"
#include "init/fault.h"

namespace caisson::init {

enum class TargetKind { kDirectory, kFile };

// What is to be mounted there.
enum class Content { kProcfs, kSysfs, kOther };

struct TargetRequest {
  const char* path;  // absolute in the container, cleaned
  TargetKind kind;
  Content content;
};

// O_PATH on the target, made where missing.
Result<UniqueFd> openTarget(const Context& context, const TargetRequest& request);

// Attach a detached mount there. A mount over the root becomes the root that all later paths are resolved in.
Fault attach(UniqueFd mount, int target, Context* context);

}  // namespace caisson::init

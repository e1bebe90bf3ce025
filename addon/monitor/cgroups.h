// Ends what is left in the container's cgroups and removes them, on every version of cgroups.
#pragma once

#include "monitor/clock.h"
#include "monitor/reaper.h"
#include "shared/wire_reader.h"

namespace caisson::monitor {

// Removes the directories in the given order, with whatever the container made beneath them. A directory that is gone
// already is fine. False, with a line on stderr, where one is still there at the deadline.
[[nodiscard]] bool removeCgroups(const wire::StringList& directories, Reaper& reaper, Deadline deadline);

}  // namespace caisson::monitor

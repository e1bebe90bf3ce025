// The container's state directory, held by descriptor from the monitor's start to its end.
#pragma once

#include "monitor/clock.h"
#include "shared/unique_fd.h"

namespace caisson::monitor {

class StateDir {
 public:
  enum class Lock { Held, Busy, Gone };

  // `path` must outlive the object.
  explicit StateDir(const char* path);

  // Takes the container's lock (`lock`, flock(2), as src/state/lock.ts does) until the process ends. Gone: somebody
  // removed the container, and the path may be another container's by now.
  [[nodiscard]] Lock lock(Deadline deadline) const;

  // Removes the files and the directory, never through a symlink, in the order of removeAll in src/state/store.ts. What
  // stays is named on stderr.
  void remove() const;

 private:
  [[nodiscard]] bool stillThere() const;

  const char* path_;
  UniqueFd fd_;
};

}  // namespace caisson::monitor

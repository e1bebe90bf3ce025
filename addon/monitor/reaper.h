// Every child of the monitor, among them orphans of the container (it is a subreaper) and the container itself.
#pragma once

namespace caisson::monitor {

class Reaper {
 public:
  explicit Reaper(int containerPid) : pid_(containerPid) {}

  // Reaps what has ended by now.
  void reap();

  // Blocks until the container has been reaped.
  void waitForContainer();

  // Exit status of the container, 128+N where signal N ended it, 255 where it was no child of ours.
  [[nodiscard]] int status() const { return status_; }

 private:
  void record(int code, int value);

  int pid_;
  bool ended_ = false;
  int status_ = 255;
};

}  // namespace caisson::monitor

// Where a program is looked for, as execvp(3) does it.
#pragma once

#include "init/text.h"

namespace caisson::init {

// The paths to try, in order: the name itself where it has a slash, else one for each directory of `path`.
class Candidates {
 public:
  // Both must outlive this. `path` has the form of $PATH; an empty part of it is the working directory.
  Candidates(const char* program, const char* path);

  // False after the last. Candidates that are longer than a path can be are passed over.
  [[nodiscard]] bool next(PathText* candidate);

  // True where $PATH has a say.
  [[nodiscard]] bool searched() const { return searched_; }

 private:
  const char* program_;
  const char* rest_;
  bool searched_;
};

}  // namespace caisson::init

#include <fcntl.h>
#include <stdio.h>

#include "verbs.h"

namespace probe {

int exchange(Arguments arguments) {
  if (arguments.size() != 2) return 64;
  for (;;) renameat2(AT_FDCWD, arguments[0], AT_FDCWD, arguments[1], RENAME_EXCHANGE);
}

}  // namespace probe

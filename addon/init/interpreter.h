// What the kernel starts in place of a program: the `#!` interpreter of a script, the dynamic loader of an ELF file.
#pragma once

#include "init/text.h"

namespace caisson::init {

// The interpreter that `file` names; empty where it names none, or nothing can be said. `file` is open for reading, a
// regular file, and its content is not trusted.
void readInterpreter(int file, PathText* interpreter);

}  // namespace caisson::init

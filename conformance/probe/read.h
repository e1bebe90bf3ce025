// Reading small files and links whole.
#pragma once

#include <string>

namespace probe {

// At most 64 KiB of the file; `error` is set to the errno, or 0.
std::string read_file(const char* path, int& error);

// Target of a symbolic link, empty where it cannot be read.
std::string read_link(const char* path);

}  // namespace probe

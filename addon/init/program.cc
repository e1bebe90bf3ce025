#include "init/program.h"

#include <cstring>

namespace caisson::init {

Candidates::Candidates(const char* program, const char* path)
    : program_(program), rest_(path), searched_(std::strchr(program, '/') == nullptr) {
  if (searched_ && (*path == '\0' || *program == '\0')) rest_ = nullptr;
}

bool Candidates::next(PathText* candidate) {
  while (rest_ != nullptr) {
    candidate->clear();
    if (!searched_) {
      rest_ = nullptr;
    } else {
      const char* const end = std::strchr(rest_, ':');
      const size_t length = end == nullptr ? std::strlen(rest_) : static_cast<size_t>(end - rest_);
      if (length > 0) candidate->add(rest_, length).add("/");
      rest_ = end == nullptr ? nullptr : end + 1;
    }
    if (!candidate->add(program_).truncated()) return true;
  }
  return false;
}

}  // namespace caisson::init

// The plan as init holds it: the header checked, every record decoded once before the first is executed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "shared/wire_reader.h"

namespace caisson::init {

struct Record {
  uint16_t opcode = 0;
  uint32_t step = 0;  // index in the plan that was encoded
  const uint8_t* payload = nullptr;
  uint32_t size = 0;
};

enum class PlanState { kGood, kNoPlan, kOtherBuild, kMalformed };

// What a PlanState means, for the error.
[[nodiscard]] const char* describe(PlanState state);

class Plan {
 public:
  // `data` must outlive the plan. kGood: every record is of a known op and decodes.
  [[nodiscard]] static PlanState parse(const uint8_t* data, size_t size, Plan* plan);

  // The next record; false after the last.
  [[nodiscard]] bool next(Record* record);

 private:
  wire::Reader records_{nullptr, 0};
  uint32_t left_ = 0;
};

}  // namespace caisson::init

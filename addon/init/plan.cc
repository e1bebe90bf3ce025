#include "init/plan.h"

#include "wire.gen.h"

namespace caisson::init {
namespace {

constexpr uint32_t kMagic = 0x316e7363;  // "csn1"

[[nodiscard]] bool readRecord(wire::Reader* reader, Record* record) {
  uint16_t zero = 0;
  wire::Bytes payload;
  if (!reader->read(&record->opcode) || !reader->read(&zero) || !reader->read(&record->step)) return false;
  if (!reader->read(&payload) || zero != 0) return false;
  record->payload = payload.data;
  record->size = payload.size;
  return true;
}

}  // namespace

const char* describe(PlanState state) {
  switch (state) {
    case PlanState::kGood:
      return "good";
    case PlanState::kNoPlan:
      return "not a plan";
    case PlanState::kOtherBuild:
      return "the plan was encoded by another build of caisson";
    case PlanState::kMalformed:
      return "the plan is malformed";
  }
  return "";
}

PlanState Plan::parse(const uint8_t* data, size_t size, Plan* plan) {
  wire::Reader reader(data, size);
  uint32_t magic = 0, digest = 0, count = 0;
  if (!reader.read(&magic) || !reader.read(&digest) || !reader.read(&count) || magic != kMagic) {
    return PlanState::kNoPlan;
  }
  if (digest != wire::kDigest) return PlanState::kOtherBuild;
  plan->records_ = reader;
  plan->left_ = count;
  // a plan that breaks off in the middle would leave half a container
  for (uint32_t index = 0; index < count; ++index) {
    Record record;
    if (!readRecord(&reader, &record)) return PlanState::kMalformed;
    wire::Reader payload(record.payload, record.size);
    if (wire::dispatch(record.opcode, payload, [](const auto&) {}) != wire::Dispatch::kDone) {
      return PlanState::kMalformed;
    }
  }
  return reader.atEnd() ? PlanState::kGood : PlanState::kMalformed;
}

bool Plan::next(Record* record) {
  if (left_ == 0) return false;
  --left_;
  return readRecord(&records_, record);
}

}  // namespace caisson::init

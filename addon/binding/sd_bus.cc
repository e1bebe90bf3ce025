#include "binding/sd_bus.h"

#include <dlfcn.h>

namespace caisson::binding {
namespace {

constexpr const char* kLibrary = "libsystemd.so.0";

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool findAll(void* library, SdBus& bus) {
  return find(library, "sd_bus_new", bus.create) && find(library, "sd_bus_set_address", bus.setAddress) &&
         find(library, "sd_bus_set_bus_client", bus.setBusClient) && find(library, "sd_bus_start", bus.start) &&
         find(library, "sd_bus_flush_close_unref", bus.closeUnref) &&
         find(library, "sd_bus_match_signal", bus.matchSignal) &&
         find(library, "sd_bus_message_new_method_call", bus.newCall) &&
         find(library, "sd_bus_message_append_basic", bus.appendBasic) &&
         find(library, "sd_bus_message_open_container", bus.openContainer) &&
         find(library, "sd_bus_message_close_container", bus.closeContainer) &&
         find(library, "sd_bus_message_read_basic", bus.readBasic) &&
         find(library, "sd_bus_message_unref", bus.unrefMessage) && find(library, "sd_bus_call", bus.call) &&
         find(library, "sd_bus_process", bus.process) && find(library, "sd_bus_wait", bus.wait) &&
         find(library, "sd_bus_get_property_string", bus.propertyString) &&
         find(library, "sd_bus_error_free", bus.freeError);
}

struct Loaded {
  SdBus bus;
  std::string why;
  bool whole = false;
};

// By its name alone, from the directories of the system: the launcher has taken LD_LIBRARY_PATH away.
Loaded load() {
  Loaded loaded;
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  loaded.whole = library != nullptr && findAll(library, loaded.bus);
  if (!loaded.whole) {
    const char* words = dlerror();
    loaded.why = words != nullptr ? words : kLibrary;
  }
  return loaded;
}

}  // namespace

const SdBus* sdBus(std::string& why) {
  static const Loaded loaded = load();
  why = loaded.why;
  return loaded.whole ? &loaded.bus : nullptr;
}

}  // namespace caisson::binding

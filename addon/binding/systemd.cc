// Methods of a systemd manager over D-Bus, and the end of the jobs that they begin (org.freedesktop.systemd1(5)).
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "binding/bus_message.h"
#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/held_signals.h"
#include "binding/sd_bus.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kService = "org.freedesktop.systemd1";
constexpr const char* kManagerPath = "/org/freedesktop/systemd1";
constexpr const char* kManager = "org.freedesktop.systemd1.Manager";

struct Connection {
  const SdBus* lib = nullptr;
  sd_bus* bus = nullptr;
  // Without a bus daemon between: there are no names, and so no sender to match.
  bool direct = false;
  // Of jobs that have ended: result by object path.
  std::map<std::string, std::string> ended;

  ~Connection() { close(); }
  void close() {
    if (bus != nullptr) lib->closeUnref(bus);
    bus = nullptr;
  }
};

struct Message {
  const SdBus& lib;
  sd_bus_message* pointer = nullptr;
  explicit Message(const SdBus& library) : lib(library) {}
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;
  ~Message() {
    if (pointer != nullptr) lib.unrefMessage(pointer);
  }
};

struct BusError {
  const SdBus& lib;
  sd_bus_error error{};
  explicit BusError(const SdBus& library) : lib(library) {}
  BusError(const BusError&) = delete;
  BusError& operator=(const BusError&) = delete;
  ~BusError() { lib.freeError(&error); }
};

// With systemd's own name for the error and its words, where it answered.
Napi::Error failure(Napi::Env env, const char* member, int result, const sd_bus_error& error) {
  Napi::Error thrown = systemError(env, member, -result);
  if (error.name != nullptr) thrown.Set("busError", Napi::String::New(env, error.name));
  if (error.message != nullptr) thrown.Set("detail", Napi::String::New(env, error.message));
  return thrown;
}

Connection& connectionOf(const Napi::Value& value) {
  Connection& connection = *value.As<Napi::External<Connection>>().Data();
  if (connection.bus == nullptr) throw systemError(value.Env(), "systemd connection", EBADF);
  return connection;
}

// JobRemoved(u id, o job, s unit, s result)
int noteJob(sd_bus_message* message, void* data, sd_bus_error*) {
  auto& connection = *static_cast<Connection*>(data);
  uint32_t id = 0;
  const char* job = nullptr;
  const char* unit = nullptr;
  const char* result = nullptr;
  const SdBus& lib = *connection.lib;
  if (lib.readBasic(message, 'u', &id) <= 0 || lib.readBasic(message, 'o', &job) <= 0 ||
      lib.readBasic(message, 's', &unit) <= 0 || lib.readBasic(message, 's', &result) <= 0) {
    return 0;
  }
  connection.ended[job] = result;
  return 0;
}

Napi::Value connectSystemd(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::string why;
  auto connection = std::make_unique<Connection>();
  connection->lib = sdBus(why);
  if (connection->lib == nullptr) {
    Napi::Error thrown = systemError(env, "dlopen", ELIBACC);
    thrown.Set("detail", Napi::String::New(env, why));
    throw thrown;
  }
  const SdBus& lib = *connection->lib;
  connection->direct = toBool(info[1]);
  const auto step = [env](const char* name, int result) {
    if (result < 0) throw systemError(env, name, -result);
  };
  step("sd_bus_new", lib.create(&connection->bus));
  step("sd_bus_set_address", lib.setAddress(connection->bus, toText(info[0]).c_str()));
  step("sd_bus_set_bus_client", lib.setBusClient(connection->bus, connection->direct ? 0 : 1));
  step("connect", lib.start(connection->bus));
  const char* sender = connection->direct ? nullptr : kService;
  // this is the first call, so that it says as well whether the bus lets us in
  step("connect", lib.matchSignal(connection->bus, nullptr, sender, kManagerPath, kManager, "JobRemoved", noteJob,
                                  connection.get()));
  const auto drop = [](Napi::Env, Connection* dropped) { delete dropped; };
  auto external = Napi::External<Connection>::New(env, connection.get(), drop);
  connection.release();
  return external;
}

void closeSystemd(const Napi::CallbackInfo& info) { info[0].As<Napi::External<Connection>>().Data()->close(); }

struct Request {
  Connection& connection;
  std::string member;
  std::chrono::milliseconds timeout;
};

Request requestOf(const Napi::CallbackInfo& info) {
  return {connectionOf(info[0]), toText(info[1]), std::chrono::milliseconds(toInt(info[4]))};
}

// Of the reply, the object path where it is one.
std::optional<std::string> invoke(const Napi::CallbackInfo& info, const Request& request) {
  const Napi::Env env = info.Env();
  const SdBus& lib = *request.connection.lib;
  Message call(lib);
  Message reply(lib);
  BusError error(lib);
  const char* member = request.member.c_str();
  int result = lib.newCall(request.connection.bus, &call.pointer, kService, kManagerPath, kManager, member);
  if (result < 0) throw systemError(env, member, -result);
  append(env, lib, call.pointer, toText(info[2]), info[3]);
  const auto limit = static_cast<uint64_t>(std::chrono::microseconds(request.timeout).count());
  result = lib.call(request.connection.bus, call.pointer, limit, &error.error, &reply.pointer);
  if (result < 0) throw failure(env, member, result, error.error);
  const char* path = nullptr;
  if (lib.readBasic(reply.pointer, 'o', &path) <= 0) return std::nullopt;
  return path;
}

Napi::Value callSystemd(const Napi::CallbackInfo& info) {
  const auto path = invoke(info, requestOf(info));
  return path ? Napi::String::New(info.Env(), *path) : info.Env().Undefined();
}

// What the job came to; throws ETIMEDOUT, or EINTR where a held signal came.
std::string awaitJob(Napi::Env env, const Request& request, const std::string& job) {
  Connection& connection = request.connection;
  const auto end = Clock::now() + request.timeout;
  for (;;) {
    int result = 0;
    while ((result = connection.lib->process(connection.bus, nullptr)) > 0) {
    }
    if (result < 0) throw systemError(env, request.member.c_str(), -result);
    const auto found = connection.ended.find(job);
    if (found != connection.ended.end()) return found->second;
    if (held::first() != 0) throw systemError(env, request.member.c_str(), EINTR);
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(end - Clock::now()).count();
    if (left <= 0) throw systemError(env, request.member.c_str(), ETIMEDOUT);
    result = connection.lib->wait(connection.bus, static_cast<uint64_t>(left));
    if (result < 0 && result != -EINTR) throw systemError(env, request.member.c_str(), -result);
  }
}

Napi::Value runSystemdJob(const Napi::CallbackInfo& info) {
  const Request request = requestOf(info);
  const auto job = invoke(info, request);
  if (!job) throw systemError(info.Env(), request.member.c_str(), EPROTO);
  return Napi::String::New(info.Env(), awaitJob(info.Env(), request, *job));
}

Napi::Value systemdProperty(const Napi::CallbackInfo& info) {
  Connection& connection = connectionOf(info[0]);
  BusError error(*connection.lib);
  char* text = nullptr;
  const std::string name = toText(info[3]);
  const int result = connection.lib->propertyString(connection.bus, kService, toText(info[1]).c_str(),
                                                    toText(info[2]).c_str(), name.c_str(), &error.error, &text);
  if (result < 0) throw failure(info.Env(), name.c_str(), result, error.error);
  const std::unique_ptr<char, decltype(&std::free)> owned(text, std::free);
  return Napi::String::New(info.Env(), owned.get());
}

}  // namespace

void exportSystemd(Napi::Env env, Napi::Object exports) {
  exportAs<connectSystemd>(env, exports, "connectSystemd");
  exportAs<closeSystemd>(env, exports, "closeSystemd");
  exportAs<callSystemd>(env, exports, "callSystemd");
  exportAs<runSystemdJob>(env, exports, "runSystemdJob");
  exportAs<systemdProperty>(env, exports, "systemdProperty");
}

}  // namespace caisson::binding

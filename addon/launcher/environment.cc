#include "launcher/environment.h"

#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace caisson::launcher {
namespace {

constexpr char kPath[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
// A process of ten milliseconds never earns back what compiling its JavaScript costs; nor does it need memory that is
// both writable and executable then.
constexpr char kNoCompiler[] = "BUN_JSC_useJIT=0";
constexpr char kCallerPrefix[] = "CAISSON_CALLER_";

// Variables that the runtime itself obeys. Everything else of the caller's reaches the engine under the prefix only.
constexpr const char* kAllowed[] = {
    "XDG_RUNTIME_DIR", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "DBUS_SESSION_BUS_ADDRESS",
};
constexpr size_t kAllowedCount = sizeof(kAllowed) / sizeof(kAllowed[0]);
// PATH, the compiler's switch, CAISSON_CWD, CAISSON_NOFILE, CAISSON_KEPT_FDS and the NULL at the end
constexpr size_t kOwnCount = 6;

// The entry `key=...` as inherited, or nullptr. The first one counts, as with getenv(3).
char* find(char** inherited, const char* key) {
  const size_t length = std::strlen(key);
  for (char** entry = inherited; *entry != nullptr; ++entry) {
    if (std::strncmp(*entry, key, length) == 0 && (*entry)[length] == '=') return *entry;
  }
  return nullptr;
}

// A fresh string of the three parts, or nullptr.
char* join(const char* first, const char* second, const char* third) {
  char* text = static_cast<char*>(std::malloc(std::strlen(first) + std::strlen(second) + std::strlen(third) + 1));
  if (text != nullptr) stpcpy(stpcpy(stpcpy(text, first), second), third);
  return text;
}

// `value` in decimal, at the end of `buffer`, which holds 21 bytes.
const char* decimal(unsigned long long value, char* buffer) {
  char* at = buffer + 20;
  *at = '\0';
  do {
    *--at = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  return at;
}

char* limits(const Caller& caller) {
  char soft[21];
  char hard[21];
  char* first = join("CAISSON_NOFILE=", decimal(caller.soft, soft), " ");
  return first == nullptr ? nullptr : join(first, decimal(caller.hard, hard), "");
}

char* keptFds(const Caller& caller) {
  char count[21];
  return join("CAISSON_KEPT_FDS=", decimal(static_cast<unsigned long long>(caller.keptFds), count), "");
}

// An entry without a key would be no variable once prefixed.
bool isVariable(const char* entry) {
  const char* equals = std::strchr(entry, '=');
  return equals != nullptr && equals != entry;
}

size_t count(char** list) {
  size_t length = 0;
  while (list[length] != nullptr) ++length;
  return length;
}

}  // namespace

char** engineEnvironment(char** inherited, const Caller& caller) {
  const size_t most = kOwnCount + kAllowedCount + count(inherited);
  char** environment = static_cast<char**>(std::calloc(most, sizeof(char*)));
  if (environment == nullptr) return nullptr;
  size_t used = 0;
  environment[used++] = const_cast<char*>(kPath);
  environment[used++] = const_cast<char*>(kNoCompiler);
  for (char* own : {join("CAISSON_CWD=", caller.cwd, ""), limits(caller), keptFds(caller)}) {
    if (own == nullptr) return nullptr;
    environment[used++] = own;
  }
  for (const char* key : kAllowed) {
    if (char* entry = find(inherited, key)) environment[used++] = entry;
  }
  for (char** entry = inherited; *entry != nullptr; ++entry) {
    if (!isVariable(*entry)) continue;
    char* prefixed = join(kCallerPrefix, *entry, "");
    if (prefixed == nullptr) return nullptr;
    environment[used++] = prefixed;
  }
  return environment;
}

}  // namespace caisson::launcher

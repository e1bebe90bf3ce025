// All that init carries from one step to the next.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <initializer_list>

#include "init/channel.h"
#include "init/courier.h"
#include "init/pointer_space.h"
#include "init/sources.h"
#include "shared/unique_fd.h"

namespace caisson::init {

inline constexpr uint32_t kNamespaceSlots = 16;

struct Context {
  explicit Context(int baseFd) : base(baseFd), channel(baseFd), handle(baseFd + 2) {}

  const int base;
  uint32_t step = 0;
  // As the host sees it; what hooks read in their state.
  pid_t pid = 0;

  // The mapped plan.
  wire::Bytes plan;
  PointerSpace pointers;
  Channel channel;
  // The listening socket of the start gate; in an exec a pidfd of the container's init.
  UniqueFd handle;
  // Once past the gate the container belongs to `start`, and outlives it.
  bool pastGate = false;
  // Executing was sent.
  bool announced = false;
  // Where the filter notifies: what its notifications are read from, and who brings it to the host.
  UniqueFd listener;
  Courier courier;

  UniqueFd namespaces[kNamespaceSlots];
  // CLONE_NEW* bits of the namespaces joined so far.
  uint32_t joined = 0;
  // Those among them that are the runtime's own: the configuration calls the host's namespace by its path.
  uint32_t joinedOwn = 0;

  // /proc/self/timens_offsets, from before init was in any namespace of the container's.
  UniqueFd timeOffsets;

  Sources sources;
  // User namespaces that only lend their maps, by slot of idmap.make and idmap.open.
  Sources idmaps;

  // O_PATH, the root of the container's mount tree. All paths of the container are resolved in it.
  UniqueFd root;
  // The runtime's copy of the mount tree is shared, as linux.rootfsPropagation may ask.
  bool treeShared = false;

  // The host's /dev/null, and the empty tmpfs over masked directories: opened once, cloned for each mask.
  UniqueFd nullDevice;
  UniqueFd emptyDirectory;
  // A private procfs for sysctls and labels.
  UniqueFd procfs;

  // init's own /proc/self/attr/…/exec, which the program's label is written to right before it is executed.
  UniqueFd apparmorExec;
  UniqueFd selinuxExec;

  UniqueFd consoleMaster;
  UniqueFd consoleSlave;

  // What masks and sysctls held lies outside the container once its root is entered.
  void closeOutside() {
    for (UniqueFd* fd : {&nullDevice, &emptyDirectory, &procfs}) fd->reset();
  }

  // What only setting up needs: a waiting init holds no descriptor of a directory (CVE-2016-9962).
  void closeSetUp() {
    closeOutside();
    for (UniqueFd& fd : namespaces) fd.reset();
    idmaps.clear();
    for (UniqueFd* fd : {&root, &timeOffsets, &consoleMaster, &consoleSlave}) fd->reset();
  }

  // `HOME=…` for exec to add; empty where the environment has one.
  Text<1024> home;
};

}  // namespace caisson::init

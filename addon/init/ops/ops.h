// Every op of the plan. An op without a function here fails to compile in execute.cc.
#pragma once

#include "init/context.h"
#include "init/fault.h"
#include "wire.gen.h"

namespace caisson::init {

// barrier.cc
Fault perform(const wire::Sync& op, Context* context);
Fault perform(const wire::GateWait& op, Context* context);

// cgroup.cc
Fault perform(const wire::CgroupEnter& op, Context* context);

// namespaces.cc
Fault perform(const wire::NsOpen& op, Context* context);
Fault perform(const wire::NsJoin& op, Context* context);
Fault perform(const wire::NsUnshare& op, Context* context);
Fault perform(const wire::NsEnter& op, Context* context);

// time.cc
Fault perform(const wire::TimeOpen& op, Context* context);
Fault perform(const wire::TimeOffset& op, Context* context);

// fork.cc
Fault perform(const wire::InitFork& op, Context* context);

// identity.cc
Fault perform(const wire::UserAssumeRoot& op, Context* context);
Fault perform(const wire::CredentialsSet& op, Context* context);
Fault perform(const wire::StdioOwn& op, Context* context);

// session.cc
Fault perform(const wire::SessionCreate& op, Context* context);

// keyring.cc
Fault perform(const wire::KeyringJoin& op, Context* context);

// loopback.cc
Fault perform(const wire::LoopbackUp& op, Context* context);

// hostname.cc
Fault perform(const wire::HostnameSet& op, Context* context);
Fault perform(const wire::DomainnameSet& op, Context* context);

// rootfs.cc
Fault perform(const wire::TreePropagation& op, Context* context);
Fault perform(const wire::RootfsOpen& op, Context* context);
Fault perform(const wire::RootfsClose& op, Context* context);
Fault perform(const wire::RootfsPropagation& op, Context* context);
Fault perform(const wire::RootfsReadonly& op, Context* context);

// mount.cc
Fault perform(const wire::MountBind& op, Context* context);
Fault perform(const wire::SourceOpen& op, Context* context);
Fault perform(const wire::SourcePlace& op, Context* context);
Fault perform(const wire::MountFs& op, Context* context);
Fault perform(const wire::MountRemount& op, Context* context);

// idmap.cc
Fault perform(const wire::IdmapMake& op, Context* context);
Fault perform(const wire::IdmapOpen& op, Context* context);

// nodes.cc
Fault perform(const wire::DirCreate& op, Context* context);
Fault perform(const wire::SymlinkCreate& op, Context* context);

// device.cc
Fault perform(const wire::DeviceCreate& op, Context* context);
Fault perform(const wire::DeviceBind& op, Context* context);

// console.cc
Fault perform(const wire::ConsoleOpen& op, Context* context);
Fault perform(const wire::ConsoleAttach& op, Context* context);

// hook.cc
Fault perform(const wire::HookRun& op, Context* context);

// sysctl.cc
Fault perform(const wire::SysctlWrite& op, Context* context);

// label.cc
Fault perform(const wire::ProcfsOpen& op, Context* context);
Fault perform(const wire::LabelOpen& op, Context* context);
Fault perform(const wire::LabelExec& op, Context* context);
Fault perform(const wire::LabelFile& op, Context* context);

// mask.cc
Fault perform(const wire::PathMask& op, Context* context);
Fault perform(const wire::PathReadonly& op, Context* context);

// pivot.cc
Fault perform(const wire::RootfsPivot& op, Context* context);

// chroot.cc
Fault perform(const wire::RootfsEnter& op, Context* context);
Fault perform(const wire::RootfsChroot& op, Context* context);

// limits.cc
Fault perform(const wire::RlimitSet& op, Context* context);
Fault perform(const wire::UmaskSet& op, Context* context);

// personality.cc
Fault perform(const wire::PersonalitySet& op, Context* context);

// memory.cc
Fault perform(const wire::MemoryPolicy& op, Context* context);

// seccomp.cc
Fault perform(const wire::NoNewPrivilegesSet& op, Context* context);
Fault perform(const wire::SeccompCourier& op, Context* context);
Fault perform(const wire::SeccompLoad& op, Context* context);

// capabilities.cc
Fault perform(const wire::CapabilitiesBound& op, Context* context);
Fault perform(const wire::CapabilitiesSet& op, Context* context);

// cwd.cc
Fault perform(const wire::CwdSet& op, Context* context);

// program.cc
Fault perform(const wire::ProgramCheck& op, Context* context);

// home.cc
Fault perform(const wire::HomeDefault& op, Context* context);

// exec.cc
Fault perform(const wire::Exec& op, Context* context);

}  // namespace caisson::init

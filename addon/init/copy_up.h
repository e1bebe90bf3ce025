// tmpcopyup: a new tmpfs gets what it is about to cover.
//
// What is copied is hostile: it may be an image of anybody's, and another container may change it meanwhile. It is read
// through a private clone of its mounts that is read-only and knows no devices, one entry at a time by descriptor, no
// link followed. It is written to a mount that is not attached yet, which nobody else can reach.
#pragma once

#include "init/fault.h"

namespace caisson::init {

struct CopyUp {
  int from;      // O_PATH, the directory that is to be covered
  int to;        // the detached mount
  bool devices;  // character and block devices too; others are always copied
  // The top directory's owner: false where the mount's options say one.
  bool user;
  bool group;
};

// Content, owner, mode, times and extended attributes; holes, links of both kinds, FIFOs and sockets. Extended
// attributes that a tmpfs of this kernel cannot hold are left out (user.* needs Linux 6.6), those of links too.
Fault copyUp(const CopyUp& order);

}  // namespace caisson::init

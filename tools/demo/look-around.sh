#!/bin/sh
# Runs in the demo's container: it looks at itself.
show() {
  printf '\n  %s\n' "$1"
  shift
  "$@" 2>&1 | sed 's/^/    /'
}

mounts() {
  # mountinfo: the fifth field is the mount point, the sixth its options, the one after the dash the type
  while read -r _ _ _ _ point options rest; do
    type=${rest#*- }
    printf '%-28s %-8s %s\n' "$point" "${type%% *}" "$options"
  done </proc/self/mountinfo
}

limits() {
  echo "open files: $(ulimit -Sn) soft, $(ulimit -Hn) hard"
  for file in /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max \
    /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max; do
    [ -r "$file" ] && echo "${file##*/}: $(cat "$file")"
  done
}

show 'processes' ps -o pid,user,args
show 'host name' hostname
show 'capabilities and privileges' grep -E '^Cap(Prm|Eff|Bnd)|^NoNewPrivs' /proc/self/status
show 'mounts' mounts
show 'limits' limits

// What the kernel and the root disk are made of. Whatever stands in this directory is part of the cache's key.

/** Debian packages beside `minbase`. */
export const PACKAGES = [
  "apparmor", // apparmor_parser
  "busybox-static", // the initramfs's shell
  "containerd",
  "criu",
  "crun",
  "dbus",
  "iproute2",
  "iptables", // criu holds the network still with it
  "kmod",
  "libstdc++6", // Node's
  "procps",
  "runc",
  "selinux-policy-default",
  "strace", // shows what a runtime writes
  "systemd",
  "uidmap",
];

/** It depends on the kernel proper. The cloud kernel has no rdma_rxe. */
export const KERNEL_PACKAGE = "linux-image-amd64";

/** What mounts the root disk; what they depend on comes with them, except ext4's checksum, which it asks for by name. */
export const EARLY_MODULES = ["virtio_pci", "virtio_blk", "crc32c_generic", "ext4"];

/** Below /lib/modules/VERSION/kernel: drivers of hardware that no check looks for. */
export const DROPPED_MODULES = [
  "sound",
  "drivers/gpu",
  "drivers/iio",
  "drivers/media",
  "drivers/net/ethernet",
  "drivers/net/wireless",
  "drivers/scsi",
  "drivers/staging",
  "drivers/usb",
];

export const DISK_SIZE = "2G";

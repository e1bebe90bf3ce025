import { suite } from "../../harness/check.ts";

/** What is asked for to confine a program must not be left out. */
suite("labels, where the module is not active", (check) => {
  check("an AppArmor profile is an error", { refuses: ["/process/apparmorProfile"] }, (scene) => {
    scene.refuses((config) => {
      config.process.apparmorProfile = "unconfined";
    }, /apparmor/i);
  });

  check("an SELinux label is an error", { refuses: ["/process/selinuxLabel"] }, (scene) => {
    scene.refuses((config) => {
      config.process.selinuxLabel = "system_u:system_r:init_t:s0";
    }, /selinux/i);
  });

  check("an SELinux label of mounts is an error", { refuses: ["/linux/mountLabel"] }, (scene) => {
    scene.refuses((config) => {
      config.linux.mountLabel = "system_u:object_r:tmp_t:s0";
    }, /selinux|context/i);
  });

  check("empty ones ask for nothing", (scene) => {
    scene.inside((config) => {
      config.process.apparmorProfile = "";
      config.process.selinuxLabel = "";
      config.linux.mountLabel = "";
    });
  });
});

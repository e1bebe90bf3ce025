{
  "variables": {
    # libseccomp goes into the addon itself: the runtime depends on no library of the host's
    "libseccomp": "<!(pkg-config --variable=libdir libseccomp)/libseccomp.a",
    # the static programs: small, and nothing that Node's own flags are for
    "static_cflags_out": ["-O3", "-fPIC", "-pthread", "-std=gnu++17", "-std=gnu++20"],
    "static_cflags": ["-Os", "-fno-pie", "-ffunction-sections", "-fdata-sections", "-fstack-protector-strong", "-fno-asynchronous-unwind-tables"],
    "static_cflags_cc": ["-std=c++20", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics"],
    "static_ldflags": ["-static", "-no-pie", "-Wl,--gc-sections", "-Wl,-z,noexecstack", "-Wl,--build-id=none", "-Wl,-s"],
    "warnings": ["-Wall", "-Wextra", "-Wshadow", "-Wno-unused-parameter", "-Wno-missing-field-initializers"]
  },
  "targets": [
    {
      # the addon: N-API over addon/binding
      "target_name": "caisson",
      "sources": ["<!@(ls addon/binding/*.cc addon/hook/*.cc addon/notify/*.cc 2>/dev/null || true)"],
      "include_dirs": ["addon"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_CPP_EXCEPTIONS", "_GNU_SOURCE"],
      "cflags!": ["-O3", "-fno-exceptions"],
      "cflags_cc!": ["-O3", "-fno-exceptions", "-std=gnu++17", "-std=gnu++20"],
      "cflags": ["-O2", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections", "-fstack-protector-strong"],
      "cflags_cc": ["-std=c++20", "-fexceptions", "-fvisibility-inlines-hidden", "<@(warnings)", "-isystem", "<(module_root_dir)/node_modules/node-addon-api"],
      "ldflags": ["-static-libstdc++", "-static-libgcc", "-Wl,--gc-sections", "-Wl,--exclude-libs,ALL", "-Wl,-z,relro,-z,now", "-Wl,-s"],
      "libraries": ["<(libseccomp)"]
    },
    {
      # launcher, init and monitor: one static executable, told apart by its first argument
      "target_name": "caisson-static",
      "type": "executable",
      "sources": [
        "addon/main.cc",
        "<!@(ls addon/launcher/*.cc addon/monitor/*.cc addon/init/*.cc addon/init/ops/*.cc addon/hook/*.cc addon/notify/*.cc 2>/dev/null || true)"
      ],
      "include_dirs": ["addon", "build/generated"],
      "defines": ["_GNU_SOURCE"],
      "cflags!": ["<@(static_cflags_out)"],
      "cflags_cc!": ["<@(static_cflags_out)"],
      "cflags": ["<@(static_cflags)"],
      "cflags_cc": ["<@(static_cflags_cc)", "<@(warnings)"],
      "ldflags!": ["-rdynamic", "-pthread"],
      "ldflags": ["<@(static_ldflags)"]
    },
    {
      # what the conformance checks run inside containers
      "target_name": "guest-probe",
      "type": "executable",
      "sources": ["<!@(ls conformance/probe/*.cc)"],
      "defines": ["_GNU_SOURCE"],
      "cflags!": ["<@(static_cflags_out)"],
      "cflags_cc!": ["<@(static_cflags_out)"],
      "cflags": ["<@(static_cflags)"],
      "cflags_cc": ["<@(static_cflags_cc)"],
      "ldflags!": ["-rdynamic", "-pthread"],
      "ldflags": ["<@(static_ldflags)"]
    }
  ]
}

#!/bin/sh
# Becomes systemd, which runs the checks as a service of its own, in the environment that PID 1 has now.
export -p >/run/vm-environment
# without one this would be a first boot, which enables every unit
tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id

units=/run/systemd/system
mkdir -p "$units/user@.service.d"
cat >"$units/conformance.target" <<'END'
[Unit]
Requires=conformance.service
END
cat >"$units/conformance.service" <<'END'
[Unit]
Requires=dbus.service
After=dbus.service basic.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c '. /run/vm-environment; exec sh /caisson/conformance/vm/guest/checks.sh'
StandardOutput=journal+console
END
# what pam_systemd would tell a user's instance, where PAM has it
cat >"$units/user@.service.d/conformance.conf" <<'END'
[Service]
PAMName=
Environment=XDG_RUNTIME_DIR=/run/user/%i
END
exec /lib/systemd/systemd

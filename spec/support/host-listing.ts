/** Shell text: every file with its kind, size, mode and owner, and the content of those in /etc; packages, units, users. */
export const LISTING = `
find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/log -o -path /var/lib/systemd \\) -prune -o -printf '%p %y %s %m %u %g\\n' | grep -v '^/root d\\|^/var/tmp d' | sort
find /etc -xdev -type f -exec sha256sum {} + | sort
dpkg-query -W | sort
systemctl list-unit-files --no-pager --no-legend | sort
getent passwd; getent group`;

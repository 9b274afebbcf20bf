import { readFile } from 'node:fs/promises';
import { sh } from '../../connection/sh.ts';
import { hostRead, textOf, type HostRead, type LocalRead } from '../read.ts';

const FILE = '/proc/sys/kernel/random/boot_id';

/** Which boot of the host this is: another after each; "" where it does not tell. */
export function readBoot(): HostRead<string> {
  return hostRead({ key: 'boot:id', script: sh`cat ${FILE} 2>/dev/null`, parse: textOf });
}

/** The same of the machine that k3play runs on. */
export function readBootHere(): LocalRead<string> {
  return {
    kind: 'here',
    key: 'boot:here',
    ask: async () => (await readFile(FILE, 'utf8').catch(() => '')).trim(),
  };
}

/**
 * Whether what was installed takes another boot to be in use, as distributions tell it. Any step may change that, in
 * ways that a dry run cannot foresee.
 */
export function readRebootRequired(): HostRead<boolean> {
  return hostRead({
    key: 'boot:required',
    beyondHost: true,
    script: sh`if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then echo required
elif command -v needs-restarting >/dev/null; then needs-restarting -r >/dev/null 2>&1; [ $? != 1 ] || echo required
elif command -v zypper >/dev/null; then zypper --non-interactive needs-rebooting >/dev/null 2>&1; [ $? != 102 ] || echo required
fi`,
    parse: (output) => textOf(output) === 'required',
  });
}

import type { Output } from '../../../connection/connection.ts';
import { sh } from '../../../connection/sh.ts';
import { hostRead, type HostRead } from '../../read.ts';
import { linesOf, unreadable } from '../lines.ts';
import type { PackageState } from './manager.ts';

const FORMAT = 'installed %{EVR}\\n';

/** A package by the database of rpm: by its own name, else by one that it provides, as managers install it by both. */
export function readInstalledRpm(name: string): HostRead<PackageState> {
  return hostRead({
    key: `package:${name}`,
    script: sh`rpm --version >/dev/null && echo 'end .'
rpm -q --qf ${FORMAT} -- ${name} || rpm -q --whatprovides --qf ${FORMAT} -- ${name} || :`,
    parse: (output) => parseInstalled(name, output),
  });
}

/** Of several versions beside each other, such as kernels, the last installed counts, which rpm tells last. */
function parseInstalled(name: string, output: Output): PackageState {
  const lines = linesOf(output);
  if (!lines.has('end')) throw unreadable(`the package ${name}`, output);
  const version = lines.all('installed').at(-1);
  return version === undefined ? { state: 'absent', version: '' } : { state: 'installed', version };
}

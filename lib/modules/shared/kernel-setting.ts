import { sh } from '../../connection/sh.ts';
import { isUnknown, type Unknown } from '../../core/unknown.ts';
import { hostRead, textOf, type HostRead } from '../read.ts';
import { change, predict, run, type RunStep } from '../step.ts';
import { unreadable } from './lines.ts';
import { editAsLines } from './text-lines.ts';

/** A setting of the running kernel. `names` are those that the kernel has, asked for where it lacks this one. */
export type KernelSetting =
  | { readonly exists: true; readonly value: string | Unknown }
  | { readonly exists: false; readonly names: readonly string[] };

/** A setting below /proc/sys, its blanks made one each. */
export function readKernelSetting(name: string): HostRead<KernelSetting> {
  return hostRead({
    key: `kernel-setting:${pathOfSetting(name)}`,
    script: sh`p=${pathOfSetting(name)}
if [ -f "$p" ]; then echo there && cat "$p"; else echo absent && find /proc/sys -type f; fi`,
    parse(output) {
      const [state, ...lines] = textOf(output).split('\n');
      if (state === 'there' && output.code === 0) return { exists: true, value: squeeze(lines.join(' ')) };
      if (state !== 'absent') throw unreadable(`the kernel setting ${name}`, output);
      return { exists: false, names: lines.map(nameOfPath) };
    },
  });
}

/** The step that sets it in the running kernel. */
export function planKernelSetting(
  name: string,
  { value, is }: { readonly value: string; readonly is: string | Unknown },
): RunStep[] {
  if (value === is) return [];
  return [
    run({
      change: change(`kernel setting ${name}`, is, value),
      script: sh`printf '%s\n' ${value} >${pathOfSetting(name)}`,
      predicts: [predict<KernelSetting>(readKernelSetting(name), { exists: true, value })],
      ...(isUnknown(is) && { certain: false }),
    }),
  ];
}

/** Whether a name is written with dots or with slashes is told by the first of them; the other is part of a name. */
export function pathOfSetting(name: string): string {
  const plain = /^[^./]*\./.test(name) ? swap(name) : name;
  return `/proc/sys/${plain}`;
}

function nameOfPath(path: string): string {
  return swap(path.slice('/proc/sys/'.length));
}

function swap(name: string): string {
  return name.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.'));
}

/** Kernels part numbers by tabs, people by blanks. */
export function squeeze(value: string): string {
  return value.trim().split(/\s+/).join(' ');
}

/** The text of a file of /etc/sysctl.d with the setting at that value; without it where there is none. */
export function editSettings(text: string, name: string, value: string | undefined): string {
  const path = pathOfSetting(name);
  const isOf = (line: string): boolean => parseLine(line)?.path === path;
  return editAsLines(text, (lines) => {
    const last = lines.findLastIndex(isOf);
    if (value === undefined) return last < 0 ? lines : lines.filter((line) => !isOf(line));
    const wanted = `${name} = ${value}`;
    if (last < 0) return [...lines, wanted];
    return parseLine(lines[last] ?? '')?.value === value ? lines : lines.with(last, wanted);
  });
}

/** A minus before a name says that a kernel without it is no error. */
function parseLine(line: string): { readonly path: string; readonly value: string } | undefined {
  const [, name, value = ''] = /^\s*-?([^#;=\s]+)\s*=(.*)$/.exec(line) ?? [];
  return name === undefined ? undefined : { path: pathOfSetting(name), value: squeeze(value) };
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A POSIX shell with the tools that come with it. */
export interface Shell {
  readonly name: 'dash' | 'bash' | 'busybox' | 'sh';
  readonly command: readonly [string, ...string[]];
  /** With busybox its own applets and nothing else. */
  readonly path: string;
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const dash: Shell = { name: 'dash', command: ['/bin/dash'], path: SYSTEM_PATH };
export const bash: Shell = { name: 'bash', command: ['/bin/bash', '--posix'], path: SYSTEM_PATH };

const busybox: Shell = { name: 'busybox', command: ['/bin/busybox', 'sh'], path: SYSTEM_PATH };
const sh: Shell = { name: 'sh', command: ['/bin/sh'], path: SYSTEM_PATH };

/** Those of the three that are on this machine; the shell of the machine where it has none of them. */
export function listShells(): readonly Shell[] {
  const here = [dash, bash, busybox].filter(({ command: [file] }) => existsSync(file));
  return here.length > 0 ? here : [sh];
}

/** The shell with its own tools before those of the system: busybox has some. */
export function furnishShell(shell: Shell): { readonly shell: Shell; readonly remove: () => void } {
  if (shell.name !== 'busybox') return { shell, remove: () => undefined };
  const { shell: installed, remove } = installBusybox();
  return { shell: { ...installed, path: `${installed.path}:${SYSTEM_PATH}` }, remove };
}

/** Runs `body` with every shell; the folder of busybox's applets lives as long. */
export async function withShells(body: (shells: readonly Shell[]) => Promise<void> | void): Promise<void> {
  const { shell, remove } = installBusybox();
  try {
    await body([dash, bash, shell]);
  } finally {
    remove();
  }
}

/** `busybox sh` with a PATH of its applets only, as a small host has it. */
export function installBusybox(): { readonly shell: Shell; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'k3play-applets-'));
  const { status, stderr } = spawnSync('/bin/busybox', ['--install', '-s', path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cannot install the applets of busybox: ${stderr}`);
  return {
    shell: { name: 'busybox', command: ['/bin/busybox', 'sh'], path },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** All shells with the commands of the system: busybox takes those that it has no applet of its own for. */
export function installSystemShells(): { readonly shells: readonly Shell[]; readonly remove: () => void } {
  const { shell, remove } = furnishShell(busybox);
  return { shells: [dash, bash, shell], remove };
}

/** What the shells have against a script's syntax, in one line each. */
export function listSyntaxErrors(script: string): string[] {
  return listShells().flatMap(({ command: [file, ...args] }) => {
    const { status, stderr } = spawnSync(file, [...args, '-n'], { input: script, encoding: 'utf8' });
    return status === 0 ? [] : [`${file}: ${stderr.trim()}\n${script}`];
  });
}

import { resolve } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { DiagnosticsError, fault } from '../../core/diagnostic.ts';
import { K3Error } from '../../core/errors.ts';
import { loadInventory } from '../../inventory/load.ts';
import { labDown } from '../../lab/down.ts';
import type { LabHost, LabOptions } from '../../lab/model.ts';
import { DEFAULT_BASE_DIR, DEFAULT_STATE_DIR, buildPaths } from '../../lab/model.ts';
import { labCut, labMend } from '../../lab/part.ts';
import type { Proxies } from '../../lab/proxies.ts';
import { labStart, labStop } from '../../lab/power.ts';
import { labShell } from '../../lab/shell.ts';
import { labStatus } from '../../lab/status.ts';
import { labUp } from '../../lab/up.ts';
import { describeProgress, drawHosts } from './lab-output.ts';

export interface LabFlags {
  readonly json: boolean;
}

export interface LabUpFlags {
  readonly inventory: string;
  readonly subnet: string;
  readonly rebuild: boolean;
}

export async function upCommand(flags: LabUpFlags): Promise<void> {
  const hosts = await loadLabHosts(flags.inventory);
  const startedAt = Date.now();
  const shown = await interruptible((signal) =>
    labUp({
      ...buildOptions(),
      hosts,
      signal,
      subnet: flags.subnet,
      rebuild: flags.rebuild,
      baseDir: readBaseDir(),
      proxies: readProxies(),
    }),
  );
  const { key, knownHosts } = buildPaths(readStateDir());
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  print(drawHosts(shown));
  print(`Up after ${seconds} s. By hand: ssh -i ${key} -o UserKnownHostsFile=${knownHosts} root@ADDRESS\n`);
}

export async function downCommand({ purge }: { readonly purge: boolean }): Promise<void> {
  await labDown({ ...buildOptions(), purge, baseDir: readBaseDir() });
}

export async function statusCommand({ json }: LabFlags): Promise<void> {
  const status = await labStatus(buildOptions());
  if (json) {
    print(`${JSON.stringify(status, null, 2)}\n`);
    return;
  }
  print(status.subnet === undefined ? `There is no lab in ${readStateDir()}.\n` : drawHosts(status.hosts));
  for (const leftover of status.leftovers) {
    print(`Left over from a lab that ended badly: ${leftover}. k3play lab down removes it.\n`);
  }
}

export function shellCommand(host: string, command: readonly string[]): Promise<number> {
  return labShell(host, { ...buildOptions(), command, terminal: process.env['TERM'] });
}

export function stopCommand(host: string): Promise<void> {
  return labStop(host, buildOptions());
}

export function startCommand(host: string): Promise<void> {
  return interruptible((signal) => labStart(host, { ...buildOptions(), signal }));
}

export function cutCommand(host: string, other: string | undefined): Promise<void> {
  return labCut(host, { ...buildOptions(), other });
}

export function mendCommand(host: string, other: string | undefined): Promise<void> {
  return labMend(host, { ...buildOptions(), other });
}

function buildOptions(): LabOptions {
  return {
    stateDir: readStateDir(),
    onProgress: (progress) => process.stderr.write(describeProgress(progress)),
  };
}

function readStateDir(): string {
  return resolve(process.env['K3PLAY_LAB_DIR'] ?? DEFAULT_STATE_DIR);
}

function readBaseDir(): string {
  return resolve(process.env['K3PLAY_LAB_BASE_DIR'] ?? DEFAULT_BASE_DIR);
}

function readProxies(): Proxies {
  const read = (name: string): string | undefined => process.env[name] ?? process.env[name.toUpperCase()];
  return { http: read('http_proxy'), https: read('https_proxy'), none: read('no_proxy') };
}

/** The hosts of an inventory that a lab can make: each needs an address; this machine itself is left out. */
async function loadLabHosts(file: string): Promise<LabHost[]> {
  const inventory = await loadInventory(file);
  const faults: Diagnostic[] = [];
  const hosts: LabHost[] = [];
  for (const { name, connection, span } of inventory.hosts.values()) {
    if (connection.type === 'local') continue;
    if (connection.address !== undefined) hosts.push({ name, address: connection.address });
    else {
      const hint = 'write it as { address: 198.18.0.11 }, inside --subnet';
      faults.push(
        fault('lab/no-address', `host "${name}" has no address, so the lab cannot make it`, { span, hint }),
      );
    }
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return hosts;
}

/** Does a job that Ctrl-C ends; what the job had begun it takes away itself before it fails. */
async function interruptible<T>(job: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void =>
    controller.abort(new K3Error('interrupted', { kind: 'interrupted', code: 'lab/interrupted' }));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  try {
    return await job(controller.signal);
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}

function print(text: string): void {
  process.stdout.write(text);
}

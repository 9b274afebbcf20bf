import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { K3Error } from '../core/errors.ts';
import { bootHost } from './boot.ts';
import { removeCgroup } from './cgroup.ts';
import type { Lab } from './lab.ts';
import type { LabHost } from './model.ts';
import { buildHostPaths } from './model.ts';
import { answersSsh, listensOnSsh } from './probe.ts';
import { findHostProcesses } from './processes.ts';

const BOOT_TIMEOUT_MS = 60_000;
const KILL_TIMEOUT_MS = 15_000;
/** How long systemd-nspawn may take to clear up after its host; then it is killed too. */
const KILL_GRACE_MS = 3_000;
const POLL_MS = 100;

/** Boots a host that has its files, and waits until sshd answers. Returns how long it took. */
export async function runHost(lab: Lab, host: LabHost, options: { readonly base: string }): Promise<number> {
  const startedAt = Date.now();
  const machine = lab.machineOf(host);
  const paths = buildHostPaths(lab.stateDir, host.name);
  await bootHost(machine, host.name, { names: lab.names, base: options.base, paths });
  lab.onProgress?.({ kind: 'host-started', host: host.name });
  while (!(await isUp(lab, host))) {
    const processes = await findHostProcesses(lab.names.id, machine);
    if (!processes) throw await describeFailure(host, paths.consoleLog, 'ended while it booted');
    if (Date.now() - startedAt > BOOT_TIMEOUT_MS) {
      throw await describeFailure(
        host,
        paths.consoleLog,
        `did not answer on SSH within ${BOOT_TIMEOUT_MS / 1000} s`,
      );
    }
    await sleep(POLL_MS, undefined, { signal: lab.signal });
  }
  const durationMs = Date.now() - startedAt;
  lab.onProgress?.({ kind: 'host-answered', host: host.name, durationMs });
  return durationMs;
}

/** Pulls a host's plug: SIGKILL to all that runs in it, and returns when none is left. */
export async function killHost(lab: Lab, host: LabHost): Promise<void> {
  const machine = lab.machineOf(host);
  await killMachine(lab.names.id, machine);
  await removeCgroup(`${lab.names.cgroup}/${machine.slice(machine.indexOf('-') + 1)}`);
}

export async function killMachine(labId: string, machine: string): Promise<void> {
  const startedAt = Date.now();
  for (;;) {
    const processes = await findHostProcesses(labId, machine);
    if (!processes) return;
    const waitedMs = Date.now() - startedAt;
    if (waitedMs > KILL_TIMEOUT_MS) {
      const pids = [processes.nspawn, ...processes.keepers].filter((pid) => pid !== undefined).join(', ');
      throw new K3Error(`processes ${pids} of a lab host do not end, though killed`, {
        kind: 'timeout',
        code: 'lab/unkillable',
        hint: 'one of them probably waits for a disk or a network file system',
      });
    }
    // The leader alone, where there is one: systemd-nspawn then clears up after itself, and its keeper ends.
    if (processes.leader !== undefined) kill(processes.leader);
    if (processes.nspawn === undefined || waitedMs > KILL_GRACE_MS) {
      for (const pid of [...processes.keepers, processes.nspawn]) if (pid !== undefined) kill(pid);
    }
    await sleep(POLL_MS / 4);
  }
}

async function isUp(lab: Lab, host: LabHost): Promise<boolean> {
  if (!lab.isCutOff(host.name)) return answersSsh(host.address, 1000);
  const leader = (await findHostProcesses(lab.names.id, lab.machineOf(host)))?.leader;
  return leader !== undefined && (await listensOnSsh(leader));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}

async function describeFailure(host: LabHost, consoleLog: string, what: string): Promise<K3Error> {
  const log = await readFile(consoleLog, 'utf8').catch(() => '');
  const last = cleanConsole(log).slice(-6);
  const said = last.length > 0 ? `; its console says:\n  ${last.join('\n  ')}` : '';
  return new K3Error(`lab host ${host.name} ${what}${said}`, {
    kind: 'unreachable',
    code: 'lab/host-not-up',
    hint: `the whole console: ${consoleLog}`,
  });
}

/** Lines of a console without colours and other control sequences. */
export function cleanConsole(text: string): string[] {
  return text
    .replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007|[@-Z\\-_])/g, '')
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '').trim())
    .filter(Boolean);
}

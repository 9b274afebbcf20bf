import { readFile, readdir } from 'node:fs/promises';

/**
 * The processes of a lab, read from /proc each time: there is no pid file to go stale. A host's own are
 * known by the argument `--machine=LAB-NUMBER`, which systemd-nspawn and what starts it carry.
 */
export interface HostProcesses {
  readonly machine: string;
  /** systemd-nspawn, once it runs. */
  readonly nspawn: number | undefined;
  /** What starts it and waits for it: a shell of ours. */
  readonly keepers: readonly number[];
  /** The host's process 1, as a process of this machine. */
  readonly leader: number | undefined;
}

interface Process {
  readonly pid: number;
  readonly args: readonly string[];
}

/** The processes of each host of a lab that has any, by machine name. */
export async function listHostProcesses(labId: string): Promise<ReadonlyMap<string, HostProcesses>> {
  const prefix = `--machine=${labId}-`;
  const found = new Map<string, Process[]>();
  for (const process of await listProcesses()) {
    const argument = process.args.find((arg) => arg.startsWith(prefix));
    if (argument === undefined) continue;
    const machine = argument.slice('--machine='.length);
    found.set(machine, [...(found.get(machine) ?? []), process]);
  }
  const entries = [...found].map(async ([machine, processes]) => {
    return [machine, await describeProcesses(machine, processes)] as const;
  });
  return new Map(await Promise.all(entries));
}

export async function findHostProcesses(labId: string, machine: string): Promise<HostProcesses | undefined> {
  return (await listHostProcesses(labId)).get(machine);
}

/** Base roots below the hosts of any lab of this machine. */
export async function listBasesInUse(): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  for (const { pid, args } of await listProcesses()) {
    if (!args.some((arg) => /^--machine=[0-9a-f]{6}-[0-9]+$/.test(arg))) continue;
    const mounts = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '');
    for (const match of mounts.matchAll(/[ ,]lowerdir=([^,\s]+)/g)) used.add(match[1] ?? '');
  }
  return used;
}

/** When a process began, in milliseconds since 1970. */
export async function readStartTime(pid: number): Promise<number | undefined> {
  const [stat, uptime] = await Promise.all([readProc(`${pid}/stat`), readProc('uptime')]);
  if (stat === undefined || uptime === undefined) return undefined;
  // Fields after the command's closing bracket; the start is the 22nd of all, in hundredths of a second.
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  return Date.now() - (Number(uptime.split(' ')[0]) * 1000 - ticks * 10);
}

async function describeProcesses(machine: string, processes: readonly Process[]): Promise<HostProcesses> {
  const spawning = processes.filter(({ args }) => args[0]?.endsWith('systemd-nspawn'));
  const parents = new Set(spawning.map(({ pid }) => pid));
  // Until it becomes the host's init, a child of systemd-nspawn looks like its parent.
  let nspawn: number | undefined;
  for (const pid of parents) {
    const parent = await readParent(pid);
    if (parent === undefined || !parents.has(parent)) nspawn = pid;
  }
  return {
    machine,
    nspawn,
    keepers: processes.filter(({ pid }) => !parents.has(pid)).map(({ pid }) => pid),
    leader: nspawn === undefined ? undefined : await findLeader(nspawn),
  };
}

/** The child that is process 1 of a process namespace of its own. */
async function findLeader(nspawn: number): Promise<number | undefined> {
  const children = (await readProc(`${nspawn}/task/${nspawn}/children`)) ?? '';
  for (const child of children.trim().split(' ').filter(Boolean).map(Number)) {
    const status = (await readProc(`${child}/status`)) ?? '';
    if (/^NSpid:.*\t1$/m.test(status)) return child;
  }
  return undefined;
}

async function readParent(pid: number): Promise<number | undefined> {
  const match = /^PPid:\t([0-9]+)$/m.exec((await readProc(`${pid}/status`)) ?? '');
  return match ? Number(match[1]) : undefined;
}

async function listProcesses(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name)).map(Number);
  const processes = pids.map(async (pid) => {
    const line = await readProc(`${pid}/cmdline`);
    return line ? [{ pid, args: line.split('\0') }] : [];
  });
  return (await Promise.all(processes)).flat();
}

/** Undefined where the process has ended in the meantime. */
async function readProc(name: string): Promise<string | undefined> {
  return readFile(`/proc/${name}`, 'utf8').catch(() => undefined);
}

import { buildDouble, Machine, removeDouble, until, type MachineOptions } from './machine.ts';

type MakeMachine = (options: Omit<MachineOptions, 'k3s'>) => Machine;

/** Machines of one build of the double. Each goes after its test, and tells its log where that failed. */
export function useMachines(version?: string): MakeMachine {
  const machines: Machine[] = [];
  let build: ReturnType<typeof buildDouble>;

  before(() => {
    build = buildDouble(version);
  });

  afterEach(async function () {
    for (const machine of machines.splice(0)) {
      if (this.currentTest?.state === 'failed') console.error(`--- ${machine.name}\n${machine.log}`);
      await machine.destroy();
    }
  });

  after(() => removeDouble(build));

  return (options) => {
    const machine = new Machine({ k3s: build.k3s, ...options });
    machines.push(machine);
    return machine;
  };
}

/** Servers in a network such as `127.0.10`, each under a name and an address that none had before. */
export function useServers(network: string): (config: MachineOptions['config']) => Machine {
  const make = useMachines();
  let count = 0;
  return (config) => {
    count += 1;
    return make({ role: 'server', name: `s${count}`, address: `${network}.${count}`, config });
  };
}

export async function started(...machines: readonly Machine[]): Promise<void> {
  for (const machine of machines) machine.start();
  for (const machine of machines)
    await until(`${machine.name} ready`, () => machine.statuses()[machine.name] === 'Ready');
}

/** The log of a machine that ends by itself. */
export async function ended(machine: Machine): Promise<string> {
  machine.start();
  await until('it ended', () => machine.exitCode !== null);
  return machine.log;
}

import assert from 'node:assert/strict';
import { PRECEDENCE, type VariableLevel } from '../../lib/inventory/precedence.ts';
import { runOnModel } from '../support/model-run.ts';

/** A project that says `x` on some levels, each as its own name. */
interface Project {
  readonly inventory: { vars?: object; group?: object; host?: object };
  readonly files: Record<string, string>;
  readonly play: Record<string, unknown>;
  readonly before: object[];
  readonly block: Record<string, unknown>;
  readonly task: Record<string, unknown>;
  readonly extraVars: Record<string, unknown>;
}

/** How each level is written; "own" has names that no variable can have, which spec/run/scope.spec.ts tries. */
const WRITTEN: Readonly<Record<Exclude<VariableLevel, 'own'>, (project: Project, x: object) => void>> = {
  inventory: ({ inventory }, vars) => Object.assign(inventory, { vars }),
  'group-vars-all': ({ files }, x) => Object.assign(files, { 'group_vars/all.yml': JSON.stringify(x) }),
  group: ({ inventory }, vars) => Object.assign(inventory, { group: vars }),
  'group-vars': ({ files }, x) => Object.assign(files, { 'group_vars/web.yml': JSON.stringify(x) }),
  host: ({ inventory }, vars) => Object.assign(inventory, { host: vars }),
  'host-vars': ({ files }, x) => Object.assign(files, { 'host_vars/w1.yml': JSON.stringify(x) }),
  'vars-files': ({ files, play }, x) => {
    files['more.yml'] = JSON.stringify(x);
    play['vars_files'] = ['more.yml'];
  },
  play: ({ play }, vars) => Object.assign(play, { vars }),
  set: ({ before }, x) => before.push({ set: x }),
  block: ({ block }, vars) => Object.assign(block, { vars }),
  task: ({ task }, vars) => Object.assign(task, { vars }),
  extra: ({ extraVars }, x) => Object.assign(extraVars, x),
};

const LEVELS = PRECEDENCE.map(({ level }) => level).filter((level) => level !== 'own');

async function runWith(levels: readonly (keyof typeof WRITTEN)[]): Promise<string | undefined> {
  const project: Project = {
    inventory: {},
    files: {},
    play: {},
    before: [],
    block: {},
    task: {},
    extraVars: {},
  };
  for (const level of levels) WRITTEN[level](project, { x: level });
  const { vars = {}, group = {}, host = {} } = project.inventory;
  const hosts = {
    vars,
    groups: { web: { vars: group, hosts: { w1: { address: '192.0.2.1', vars: host } } } },
  };
  const say = { name: 'Say', debug: { message: '{{ x }}' }, ...project.task };
  const play = {
    hosts: 'web',
    gather_facts: false,
    ...project.play,
    tasks: [...project.before, { ...project.block, block: [say] }],
  };
  const { events } = await runOnModel(JSON.stringify([play]), {
    hosts: { w1: {} },
    files: { ...project.files, 'hosts.yml': JSON.stringify(hosts) },
    extraVars: project.extraVars,
  });
  const [told] = events.flatMap((event) =>
    event.kind === 'task-ended' && event.task.name === 'Say' ? [event.message] : [],
  );
  return told;
}

describe('the order of precedence', () => {
  for (const [index, level] of LEVELS.entries()) {
    const weaker = LEVELS.slice(0, index);
    it(`lets ${level} win over ${weaker.at(-1) ?? 'nothing'} and all before it`, async () => {
      assert.equal(await runWith([...weaker, level].reverse()), level);
      if (index > 0) assert.equal(await runWith(LEVELS.slice(index - 1, index + 1)), level);
    });
  }
});

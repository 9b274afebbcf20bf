import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { K3Error } from '../../lib/core/errors.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { modules } from '../../lib/modules/index.ts';
import { defineLazily } from '../../lib/playbook/lazy-vars.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { findRings } from '../../lib/playbook/rings.ts';
import { compileValue } from '../../lib/template/compile.ts';
import type { Compiled } from '../../lib/template/compiled.ts';
import { runOnModel } from '../support/model-run.ts';
import { createRandom, type Random } from '../support/random.ts';
import { withFolder, writeFiles } from '../support/temporary-folder.ts';

const INVENTORY = 'groups:\n  web: { vars: { port: 80 }, hosts: { w1: {} } }\n';

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly extraVars?: Readonly<Record<string, unknown>>;
}

/** What is told of variables that are made from themselves. */
async function tellRings({ files, extraVars = {} }: Case): Promise<readonly string[]> {
  let told: readonly string[] = [];
  await withFolder(async (folder) => {
    await writeFiles(folder, { 'hosts.yml': INVENTORY, ...files });
    const inventory = await loadInventory(join(folder, 'hosts.yml'), { extraVars });
    try {
      await loadPlaybook(join(folder, 'play.yml'), { modules, inventory, templateFolders: [] });
    } catch (error) {
      assert.ok(error instanceof DiagnosticsError);
      told = error.diagnostics.map(({ code, message, span }) =>
        `${span?.file}:${span?.line} ${code} ${message}`.replaceAll(`${folder}/`, ''),
      );
    }
  });
  return told;
}

const SAY = 'debug: { message: "{{ a }}" }';

describe('variables that are made from themselves', () => {
  const wrong: Readonly<Record<string, Case['files'] & { readonly told: string }>> = {
    'a variable of a play that means to take that of the inventory': {
      'play.yml': '- hosts: web\n  vars:\n    port: "{{ port }}"\n',
      told: 'play.yml:3 playbook/variable-ring "port" is made from itself',
    },
    'three variables, one of them in a file, from the one that is written first': {
      'play.yml':
        '- hosts: web\n  vars_files: [vars.yml]\n  vars:\n    b: !cel c + 1\n    a: { x: ["{{ b }}"] }\n',
      'vars.yml': 'c: "{{ a.x }}"\n',
      told: 'play.yml:4 playbook/variable-ring "b" is made from itself, by way of "c" (vars.yml:1), then "a" (line 5)',
    },
    'a variable of a task and the one of the play that it is made of': {
      'play.yml': `- hosts: web\n  vars: { b: "{{ a }}", a: 1 }\n  tasks:\n    - vars: { a: "{{ b }}" }\n      ${SAY}\n`,
      told: 'play.yml:2 playbook/variable-ring "b" is made from itself, by way of "a" (line 4)',
    },
    'variables of blocks, and of a task in them': {
      'play.yml': `- hosts: web\n  tasks:\n    - vars: { a: "{{ b }}" }\n      block:\n        - vars: { b: "{{ a }}" }\n          ${SAY}\n`,
      told: 'play.yml:3 playbook/variable-ring "a" is made from itself, by way of "b" (line 5)',
    },
    'defaults and variables of a role': {
      'play.yml': '- hosts: web\n  roles: [site]\n',
      'roles/site/defaults/main.yml': 'a: "{{ b }}"\n',
      'roles/site/vars/main.yml': 'b: "{{ a }}"\n',
      'roles/site/tasks/main.yml': `- ${SAY}\n`,
      told: 'roles/site/defaults/main.yml:1 playbook/variable-ring "a" is made from itself, by way of "b" (roles/site/vars/main.yml:1)',
    },
    'what is said for a role': {
      'play.yml': '- hosts: web\n  roles: [{ role: site, vars: { a: "{{ a }}" } }]\n',
      'roles/site/tasks/main.yml': `- ${SAY}\n`,
      told: 'play.yml:2 playbook/variable-ring "a" is made from itself',
    },
  };
  for (const [what, { told, ...files }] of Object.entries(wrong)) {
    it(`are told before the first connection: ${what}`, async () => {
      assert.deepEqual(await tellRings({ files }), [told]);
    });
  }

  const right: Readonly<Record<string, Case>> = {
    'one that the command line gives': {
      files: { 'play.yml': '- hosts: web\n  vars: { port: "{{ port }}" }\n' },
      extraVars: { port: 8080 },
    },
    'one that a task sets': {
      files: {
        'play.yml': `- hosts: web\n  vars: { a: !cel a + 1 }\n  tasks:\n    - set: { a: 1 }\n    - ${SAY}\n`,
      },
    },
    'one of a role that is made of one around it': {
      files: {
        'play.yml': '- hosts: web\n  vars: { a: "{{ b }}", b: 1 }\n  roles: [site]\n',
        'roles/site/vars/main.yml': 'b: "{{ a }}"\n',
        'roles/site/tasks/main.yml': `- ${SAY}\n- debug: { message: "{{ b }}" }\n`,
      },
    },
    'a default of a role that is known around it': {
      files: {
        'play.yml': '- hosts: web\n  roles: [site]\n',
        'roles/site/defaults/main.yml': 'port: "{{ port }}"\n',
        'roles/site/tasks/main.yml': '- debug: { message: "{{ port }}" }\n',
      },
    },
    'a variable of a task of the name of its member': {
      files: {
        'play.yml': `- hosts: web\n  tasks:\n    - ${SAY}\n      loop: [1]\n      loop_control: { loop_var: a }\n      vars: { a: "{{ a }}" }\n`,
      },
    },
  };
  for (const [what, one] of Object.entries(right)) {
    it(`are not found in ${what}`, async () => {
      assert.deepEqual(await tellRings(one), []);
    });
  }
});

const NAMES = ['a', 'b', 'c', 'd'] as const;

function someVars(random: Random, likelihood: number): Readonly<Record<string, string>> {
  const chosen = NAMES.filter(() => random.chance(likelihood));
  return Object.fromEntries(
    chosen.map((name) => [name, random.chance(0.5) ? 'x' : `{{ ${random.pick(NAMES)} }}`]),
  );
}

describe('findRings', () => {
  const span = { file: 'play.yml', line: 1, column: 1 };
  const compileAll = (vars: Readonly<Record<string, string>>): Readonly<Record<string, Compiled>> =>
    Object.fromEntries(Object.entries(vars).map(([name, text]) => [name, compileValue(text, () => span)]));

  function failsInRun(vars: Readonly<Record<string, Compiled>>): boolean {
    const scope: Record<string, unknown> = {};
    defineLazily(scope, vars);
    try {
      Object.values(scope);
    } catch (error) {
      assert.ok(error instanceof K3Error);
      assert.equal(error.code, 'template/self-reference');
      return true;
    }
    return false;
  }

  it('finds rings just where rendering fails for one', () => {
    const random = createRandom(37);
    const seen = { rings: 0, none: 0 };

    for (let round = 0; round < 300; round++) {
      const texts = { a: 'x', b: 'x', c: 'x', d: 'x', ...someVars(random, 0.7) };
      const vars = compileAll(texts);

      const rings = findRings({ vars, outer: undefined }, NAMES);

      assert.equal(rings.length > 0, failsInRun(vars), JSON.stringify(texts));
      seen[rings.length > 0 ? 'rings' : 'none'] += 1;
    }

    assert.ok(seen.rings > 50 && seen.none > 50, JSON.stringify(seen));
  });

  it('leaves none to be found in a run, with blocks and roles around', async () => {
    const random = createRandom(4711);
    const all = { debug: { message: NAMES.map((name) => `{{ ${name} }}`).join(' ') } };
    const seen = { refused: 0, ran: 0 };

    for (let round = 0; round < 60; round++) {
      const site = { role: 'site', vars: someVars(random, 0.2) };
      const block = { vars: someVars(random, 0.2), block: [{ ...all, vars: someVars(random, 0.2) }] };
      const play = {
        hosts: 'web',
        vars: { a: 'x', b: 'x', c: 'x', d: 'x', ...someVars(random, 0.3) },
        roles: [site],
        tasks: [all, block, { import_role: 'site', vars: someVars(random, 0.2) }],
      };
      const files = {
        'roles/site/defaults/main.yml': JSON.stringify(someVars(random, 0.3)),
        'roles/site/vars/main.yml': JSON.stringify(someVars(random, 0.3)),
        'roles/site/tasks/main.yml': JSON.stringify([all, block]),
      };
      try {
        const { exitCode } = await runOnModel(JSON.stringify([play]), { hosts: { w1: {} }, files });
        assert.equal(exitCode, 0, JSON.stringify({ play, files }));
        seen.ran += 1;
      } catch (error) {
        if (!(error instanceof DiagnosticsError)) throw error;
        assert.ok(error.diagnostics.every(({ code }) => code === 'playbook/variable-ring'));
        seen.refused += 1;
      }
    }

    assert.ok(seen.refused > 10 && seen.ran > 10, JSON.stringify(seen));
  });
});

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticsError, type Diagnostic } from '../../lib/core/diagnostic.ts';
import { loadInventory } from '../../lib/inventory/load.ts';
import { modules } from '../../lib/modules/index.ts';
import { checkRequirements } from '../../lib/playbook/check-requirements.ts';
import { loadPlaybook } from '../../lib/playbook/load.ts';
import { withFolder } from '../support/temporary-folder.ts';

const INVENTORY = `vars:
  app:
    workers: 1
groups:
  web: { hosts: { w1: {}, w2: { vars: { app: { workers: 3 } } } } }
`;

describe('checkRequirements', () => {
  it('tells what does not hold once, at the line of the value it is about', async () => {
    const told = await check({
      that: 'inputs.app.workers <= size(groups.web)',
      message: '{{ inputs.app.workers }} workers are too many',
      hint: 'take {{ groups.web.length }}',
      at: 'app.workers',
    });

    assert.deepEqual(told.map(tell), ['hosts.yml:5 error: 3 workers are too many (take 2)']);
  });

  it('reads the variables of the play, in what it tells too', async () => {
    const told = await check({
      that: 'size(machines) > 2',
      message: '{{ machines.length }} are too few',
      hint: 'add to {{ join machines ", " }}',
    });

    assert.deepEqual(told.map(tell), ['site.yml:1 error: 2 are too few (add to w1, w2)']);
  });

  it('tells once what is so on all hosts', async () => {
    const told = await check({ that: 'size(groups.web) > 2', message: 'too few' });

    assert.deepEqual(told.map(tell), ['site.yml:1 error: too few']);
  });

  it('says where the requirement is written, if the input it is about is not', async () => {
    const told = await check({ that: 'false', message: 'no such thing', at: 'other.thing' });

    assert.deepEqual(told.map(tell), ['site.yml:1 error: no such thing']);
  });

  it('says that the value is of the command line', async () => {
    const requirement = { that: 'false', message: 'too many', at: 'app.workers' };

    const told = await check(requirement, { extraVars: { app: { workers: 9 } } });

    assert.deepEqual(told.map(tell), [': error: -e: too many']);
  });

  it('warns where it is asked to', async () => {
    const told = await check({ that: 'host.name != "w2"', message: 'mind the step', warn: true });

    assert.deepEqual(told.map(tell), ['site.yml:1 warning: mind the step']);
  });

  it('is silent where all holds, and on hosts that do not take part', async () => {
    assert.deepEqual(await check({ that: true, message: 'x' }), []);
    assert.deepEqual(await check({ that: false, message: 'x' }, { when: 'host.name == "nobody"' }), []);
  });

  for (const [requirement, message] of [
    [{ that: 'facts.cpus > 1', message: 'x' }, /"require" is decided before the first connection, and facts/],
    [{ that: 'size(groups.nobody) > 1', message: 'x' }, /no group is called "nobody"/],
    [{ that: 'true' }, /a requirement has "that" and "message"/],
    [{ that: 'true', message: 'x', mesage: 'y' }, /unknown key "mesage" \(did you mean "message"/],
  ] as const) {
    it(`refuses ${JSON.stringify(requirement)}`, async () => {
      await assert.rejects(check(requirement), (error: unknown) => {
        assert.ok(error instanceof DiagnosticsError);
        assert.match(error.message, message);
        return true;
      });
    });
  }
});

function tell(diagnostic: Diagnostic): string {
  const { span, severity, message, hint } = diagnostic;
  const place = span ? `${span.file.split('/').at(-1)}:${span.line}` : ':';
  return `${place} ${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
}

interface CheckOptions {
  readonly when?: string;
  readonly extraVars?: Readonly<Record<string, unknown>>;
}

async function check(
  requirement: object,
  { when = 'true', extraVars = {} }: CheckOptions = {},
): Promise<readonly Diagnostic[]> {
  let told: readonly Diagnostic[] = [];
  await withFolder(async (folder) => {
    const [hosts, site] = [join(folder, 'hosts.yml'), join(folder, 'site.yml')];
    await writeFile(hosts, INVENTORY);
    await writeFile(join(folder, 'vars.yml'), 'machines: !cel groups.web\n');
    const plays = [{ hosts: 'web', when, vars_files: ['vars.yml'], require: [requirement], tasks: [] }];
    await writeFile(site, JSON.stringify({ inputs: { app: { type: 'object' } }, plays }));
    const inventory = await loadInventory(hosts, { extraVars });
    const playbook = await loadPlaybook(site, { modules, inventory, templateFolders: [] });
    const inputsOf = (_: unknown, host: string) => ({ app: { workers: host === 'w1' ? 1 : 3 } });
    told = checkRequirements(playbook.plays, { inventory, extraVars, inputsOf });
  });
  return told;
}

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { driftThere, runThere, withCommands } from '../../support/command-here.ts';

const TASKS = `
      - { name: Conf, copy: { content: "right\\n", dest: "{{ at }}/conf" } }
      - { name: Unguarded, shell: ':' }
`;

describe('k3play drift', function () {
  this.timeout(60_000);
  const hosts = ['w1', 'w2'];

  it('says nothing and ends with 0 where there is none, what cannot be known aside', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await runThere(place);

      assert.deepEqual(await driftThere(place), { code: 0, text: '' });
      const { code, text } = await driftThere(place, { unknown: true });
      assert.equal(code, 5);
      assert.match(text, /\n {2}unknown: w1, w2/);
    });
  });

  it('tells what drifted, ends with 5 and touches nothing', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      await runThere(place);
      const conf = join(place.host, 'w2', 'conf');
      const junit = join(place.folder, 'drift.xml');
      await writeFile(conf, 'wrong\n');
      const { code, text } = await driftThere(place, { diff: true, report: [`junit=${junit}`] });

      assert.equal(code, 5);
      assert.match(text, /\n {2}would change: w2\n/);
      assert.match(text, /\n {4}-wrong\n {4}\+right\n/);
      assert.equal(await readFile(conf, 'utf8'), 'wrong\n');
      const xml = await readFile(junit, 'utf8');
      assert.match(xml, /<testsuites name="k3play" tests="4" failures="1" errors="0"/);
      assert.match(xml, /<failure type="drift" message="[^"]*w2\/conf/);
    });
  });

  it('gives JSON lines whatever it finds, with its exit code in the last', async () => {
    await withCommands({ hosts, tasks: TASKS }, async (place) => {
      const before = await driftThere(place, { output: 'json' });
      await runThere(place);
      const after = await driftThere(place, { output: 'json' });

      for (const [{ code, text }, expected] of [
        [before, 5],
        [after, 0],
      ] as const) {
        const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as { exitCode: number };
        assert.deepEqual([code, last.exitCode], [expected, expected]);
      }
    });
  });

  it('keeps the codes of failures', async () => {
    const tasks = "      - { name: Fails, shell: { script: 'exit 3', readonly: true } }\n";
    await withCommands({ hosts, tasks }, async (place) => {
      const { code, text } = await driftThere(place);

      assert.equal(code, 2);
      assert.match(text, /\nfailed on w1, w2 /);
    });
  });
});

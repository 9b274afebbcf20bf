import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listErrorCodes } from '../support/error-codes.ts';
import { parseEvents, ROOT } from '../support/k3play.ts';
import { runHere } from '../support/run-command.ts';
import { EXPECTED } from './expected-faults.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/wrong');
const WRONG = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));

/** Codes that no playbook of a repository can show before a run. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  // Of a file that is not there, is a folder or may not be read.
  'playbook/not-found',
  'source/not-found',
  'source/not-a-file',
  'source/not-readable',
  // Of inventories, and of files on hosts.
  'source/secret-without-name',
  'source/not-named',
  // Of values that are known in a run only.
  'template/undefined',
  'template/wrong-value',
  'template/no-text',
  'template/self-reference',
  'template/failed',
]);

function readExpected(name: string): string {
  return readFileSync(join(FOLDER, name.replace(/yml$/, 'txt')), 'utf8');
}

/**
 * Each playbook of the folder is wrong in one way, and the file of its name beside it holds what `run` says.
 * To add one, add the two files.
 */
describe('k3play run, of a wrong playbook', () => {
  let folder: string;
  let server: Server;
  let connections = 0;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'k3play-spec-'));
    server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const { port } = address;
    const host = `{ address: 127.0.0.1, connection: { port: ${port} } }`;
    writeFileSync(
      join(folder, 'hosts.yml'),
      `connection: { user: root }
groups:
  web: { vars: { workers: 4 }, hosts: { w1: ${host}, w2: ${host} } }
  db: { hosts: { d1: ${host} } }
`,
    );
  });

  beforeEach(() => {
    connections = 0;
  });

  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await new Promise((resolve) => server.close(resolve));
  });

  const run = (playbook: string) =>
    runHere(playbook, {
      inventory: join(folder, 'hosts.yml'),
      identity: join(folder, 'identity.txt'),
    });

  it('tells every code there is of playbooks and templates before a run, and fifty mistakes or more', () => {
    const told = [...WRONG.map(readExpected), ...Object.values(EXPECTED).flat()].join('\n');
    const codes = listErrorCodes().filter((code) => /^(playbook|template|source)\//.test(code));
    const missing = codes.filter((code) => !told.includes(`[${code}]`) && !told.includes(` ${code}: `));

    assert.deepEqual(
      missing.filter((code) => !ELSEWHERE.has(code)),
      [],
    );
    assert.ok(WRONG.length >= 50, `${WRONG.length}`);
  });

  for (const name of WRONG) {
    it(`tells what is wrong with ${name}, and connects to no host`, async () => {
      const { code, stdout, stderr } = await run(join(FOLDER, name));

      assert.equal(tidy(stderr), readExpected(name));
      assert.equal(stdout, '');
      assert.equal(code, 3);
      assert.equal(connections, 0);
    });
  }

  it('tells a playbook that is not there, and connects to no host', async () => {
    const { code, stdout, stderr } = await run(join(FOLDER, 'none.yml'));

    assert.match(stderr, /\[playbook\/not-found\]\n$/);
    assert.deepEqual({ code, stdout, connections }, { code: 3, stdout: '', connections: 0 });
  });

  it('connects to the hosts of a right one', async () => {
    const playbook = join(folder, 'right.yml');
    writeFileSync(playbook, '- { hosts: web, tasks: [{ command: { argv: ["true"] } }] }\n');

    const { code, stdout } = await run(playbook);

    assert.notEqual(code, 3);
    assert.ok(parseEvents(stdout).length > 0);
    assert.ok(connections > 0);
  });

  /** Without the folders of this machine, and without lists that grow with the project. */
  function tidy(text: string): string {
    return text
      .replaceAll(`${FOLDER}/`, '')
      .replaceAll(FOLDER, '.')
      .replaceAll(`${folder}/`, '')
      .replaceAll(`${ROOT}/`, '')
      .replace(
        /\((the modules are|the helpers are|the blocks are|it has|a task may say|a play may say) .*(?=\) \[)/g,
        '($1 …',
      );
  }
});

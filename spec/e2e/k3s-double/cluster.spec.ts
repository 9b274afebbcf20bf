import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readlinkSync, statSync } from 'node:fs';
import { buildDouble, removeDouble, get, Machine, servedCertificate, until } from './machine.ts';
import { findFreePort, Postgres } from './postgres.ts';

const PASSWORD = 'correct-horse';
const ADDRESSES: Readonly<Record<string, string>> = { s1: '127.0.7.1', s2: '127.0.7.2', a1: '127.0.7.3' };

describe('k3s-double: a cluster on PostgreSQL', function () {
  this.timeout(90_000);
  const machines: Machine[] = [];
  let postgres: Postgres;
  let build: ReturnType<typeof buildDouble>;
  let s1: Machine;
  let s2: Machine;
  let a1: Machine;

  function machine(role: 'server' | 'agent', name: string, config: Record<string, unknown>): Machine {
    const address = ADDRESSES[name] ?? '';
    const made = new Machine({ k3s: build.k3s, role, name, address, config });
    machines.push(made);
    return made;
  }

  before(async () => {
    build = buildDouble();
    postgres = await Postgres.create();
    const config = {
      token: PASSWORD,
      'datastore-endpoint': postgres.endpoint('K3s'),
      'tls-san': ['lb.example.org'],
    };
    s1 = machine('server', 's1', config);
    s2 = machine('server', 's2', config);
    s1.start();
    s2.start();
    await until('both servers ready', () => Object.values(s1.statuses()).join() === 'Ready,Ready');
    a1 = machine('agent', 'a1', {
      server: 'https://127.0.7.1:6443',
      token: s1.read('server/node-token').trim(),
      'lb-server-port': await findFreePort(),
      'node-label': ['tier=edge'],
      'node-taint': ['dedicated=edge:NoSchedule'],
    });
    a1.start();
  });

  after(async function () {
    if (this.test?.parent?.tests.some(({ state }) => state !== 'passed')) {
      for (const { name, log } of machines) console.error(`--- ${name}\n${log}`);
    }
    for (const each of machines) await each.destroy();
    await postgres.destroy();
    removeDouble(build);
  });

  it('shows a joining agent first as NotReady, then as Ready', async () => {
    await until('a1 known', () => 'a1' in s1.statuses());
    assert.equal(s1.statuses().a1, 'NotReady');

    await until('a1 ready', () => s1.statuses().a1 === 'Ready');
  });

  it('prints nodes as kubectl does', async () => {
    await until('a1 ready', () => s2.statuses().a1 === 'Ready');

    const { stdout } = s2.kubectl('get', 'nodes', '-o', 'wide');

    const [header = '', ...rows] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {3,}/));
    assert.deepEqual(header, [
      ...['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
      ...['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'],
    ]);
    assert.deepEqual(
      rows.map(([name, status, roles]) => [name, status, roles]),
      [
        ['a1', 'Ready', '<none>'],
        ['s1', 'Ready', 'control-plane,master'],
        ['s2', 'Ready', 'control-plane,master'],
      ],
    );
    assert.deepEqual(
      rows.map((row) => row[5]),
      ['127.0.7.3', '127.0.7.1', '127.0.7.2'],
    );
  });

  it('gives servers started together one CA, whose hash is in the token file', async () => {
    const [one, two] = [
      await get('https://127.0.7.1:6443/cacerts'),
      await get('https://127.0.7.2:6443/cacerts'),
    ];

    assert.equal(one.body, two.body);
    const hash = createHash('sha256').update(one.body).digest('hex');
    assert.equal(s1.read('server/token'), `K10${hash}::server:${PASSWORD}\n`);
    assert.equal(statSync(s1.path('server/token')).mode & 0o777, 0o600);
    assert.equal(readlinkSync(s1.path('server/node-token')), s1.path('server/token'));
  });

  it('answers /ping to all, /readyz only to those with credentials', async () => {
    assert.deepEqual(await get('https://127.0.7.1:6443/ping'), { status: 200, body: 'pong' });
    const refused = await get('https://127.0.7.1:6443/readyz');
    assert.equal(refused.status, 401);
    assert.equal((JSON.parse(refused.body) as { kind: string }).kind, 'Status');
    assert.equal(s1.kubectl('get', '--raw', '/readyz').stdout, 'ok');
    assert.match(s1.kubectl('get', '--raw', '/readyz?verbose').stdout, /readyz check passed/);
  });

  it('keeps the table kine as K3s does', async () => {
    const rows = await postgres.query<{ name: string }>('k3s', 'SELECT name FROM kine ORDER BY id LIMIT 3');
    const columns = await postgres.query<{ name: string }>(
      'k3s',
      "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'kine' ORDER BY ordinal_position",
    );

    const key = createHash('sha256').update(PASSWORD).digest('hex').slice(0, 12);
    assert.ok(rows.some(({ name }) => name === `/bootstrap/${key}`));
    assert.equal(
      columns.map(({ name }) => name).join(),
      'id,name,created,deleted,create_revision,prev_revision,lease,value,old_value',
    );
  });

  it('never stores the CA key in the clear', async () => {
    const rows = await postgres.query<{ value: Buffer }>(
      'k3s',
      "SELECT value FROM kine WHERE name LIKE '/bootstrap/%'",
    );

    assert.equal(rows.length, 1);
    assert.doesNotMatch(rows[0]?.value.toString() ?? '', /PRIVATE KEY/);
  });

  it('annotates nodes with their settings, secrets masked', () => {
    const node = JSON.parse(s1.kubectl('get', 'node', 's1', '-o', 'json').stdout) as {
      metadata: { annotations: Record<string, string> };
    };

    const words = JSON.parse(node.metadata.annotations['k3s.io/node-args'] ?? '') as string[];
    assert.equal(words[0], 'server');
    for (const flag of ['--token', '--datastore-endpoint'])
      assert.equal(words[words.indexOf(flag) + 1], '********');
    assert.equal(words[words.indexOf('--tls-san') + 1], 'lb.example.org');
    assert.equal(node.metadata.annotations['k3s.io/internal-ip'], '127.0.7.1');
    assert.doesNotMatch(JSON.stringify(node), new RegExp(PASSWORD));
  });

  it('gives labels and taints at first registration', () => {
    const node = JSON.parse(s1.kubectl('get', 'node', 'a1', '-o', 'json').stdout) as {
      metadata: { labels: Record<string, string> };
      spec: { taints: unknown[] };
    };

    assert.equal(node.metadata.labels.tier, 'edge');
    assert.deepEqual(node.spec.taints, [{ key: 'dedicated', value: 'edge', effect: 'NoSchedule' }]);
  });

  it("cordons, drains and uncordons in kubectl's words", () => {
    const said = [
      s1.kubectl('cordon', 'a1'),
      s1.kubectl('cordon', 'a1'),
      s1.kubectl('drain', 'a1', '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=60s'),
    ].map(({ stdout }) => stdout);
    const during = s1.statuses().a1;
    said.push(s1.kubectl('uncordon', 'a1').stdout);

    assert.equal(during, 'Ready,SchedulingDisabled');
    assert.deepEqual(said, [
      'node/a1 cordoned\n',
      'node/a1 already cordoned\n',
      'node/a1 already cordoned\nnode/a1 drained\n',
      'node/a1 uncordoned\n',
    ]);
  });

  it('taints, labels and annotates', () => {
    const run = (...argv: string[]): string => {
      const { stdout, stderr } = s1.kubectl(...argv);
      return stdout + stderr;
    };

    assert.equal(run('taint', 'nodes', 's2', 'own=yes:NoExecute'), 'node/s2 tainted\n');
    assert.match(
      run('taint', 'nodes', 's2', 'own=no:NoExecute'),
      /already has own taint\(s\) with same effect/,
    );
    assert.equal(run('taint', 'node', 's2', 'own=no:NoExecute', '--overwrite'), 'node/s2 tainted\n');
    assert.equal(run('taint', 'node', 's2', 'own-'), 'node/s2 untainted\n');
    assert.match(run('taint', 'node', 's2', 'own-'), /taint "own" not found/);
    assert.equal(run('label', 'node', 's2', 'zone=a'), 'node/s2 labeled\n');
    assert.equal(run('label', 'node', 's2', 'zone=a'), 'node/s2 not labeled\n');
    assert.match(
      run('label', 'node', 's2', 'zone=b'),
      /'zone' already has a value \(a\), and --overwrite is false/,
    );
    assert.equal(run('label', 'node', 's2', 'zone-'), 'node/s2 unlabeled\n');
    assert.equal(run('annotate', 'node', 's2', 'note=x'), 'node/s2 annotated\n');
  });

  it('refuses what is not there, and what it cannot do', () => {
    const missing = s1.kubectl('get', 'node', 'nobody');
    const lenient = s1.kubectl('get', 'node', 'nobody', '--ignore-not-found', '--output=json');
    const path = s1.kubectl('get', 'nodes', '-o', 'jsonpath={.items}');

    assert.deepEqual(
      [missing.stderr, missing.code],
      ['Error from server (NotFound): nodes "nobody" not found\n', 1],
    );
    assert.deepEqual(lenient, { stdout: '', stderr: '', code: 0 });
    assert.match(path.stderr, /test double of K3s: it does not do -o jsonpath/);
    assert.equal(path.code, 1);
  });

  it('serves a certificate with every name it was told, also after a change', async () => {
    const before = await servedCertificate('127.0.7.2', 6443);
    await s2.stop();
    s2.configure({ 'tls-san': ['lb.example.org', '127.0.7.100'] });
    s2.start();
    await until(
      's2 serves',
      async () => (await get('https://127.0.7.2:6443/ping').catch(() => undefined))?.body === 'pong',
    );
    const after = await servedCertificate('127.0.7.2', 6443);

    assert.match(before.subjectaltname ?? '', /DNS:lb\.example\.org/);
    assert.match(before.subjectaltname ?? '', /IP Address:10\.43\.0\.1/);
    assert.doesNotMatch(before.subjectaltname ?? '', /127\.0\.7\.100/);
    assert.match(after.subjectaltname ?? '', /IP Address:127\.0\.7\.100/);
    await until('s2 ready', () => s1.statuses().s2 === 'Ready');
  });

  it('keeps an agent going when its registration address is gone', async () => {
    await until('the agent knows both servers', () => {
      const known = JSON.parse(a1.read('agent/etc/k3s-agent-load-balancer.json')) as {
        ServerAddresses: string[];
      };
      return known.ServerAddresses.length === 2;
    });
    await s1.stop('SIGKILL');
    await a1.stop();
    a1.start();

    await until('a1 was NotReady after its restart', () => s2.statuses().a1 === 'NotReady');
    await until('a1 ready through s2', () => s2.statuses().a1 === 'Ready');
    await until(
      's1 no endpoint',
      () => !s2.kubectl('get', 'endpoints', 'kubernetes').stdout.includes('127.0.7.1'),
      40,
    );
    await until('s1 NotReady', () => s2.statuses().s1 === 'NotReady', 60);
    s1.start();
    await until('s1 back', () => s2.statuses().s1 === 'Ready');
  });

  it('frees the name of a deleted node', () => {
    assert.equal(s2.kubectl('delete', 'node', 'a1').stdout, 'node "a1" deleted\n');
    assert.equal(s2.kubectl('get', 'secret', 'a1.node-password.k3s', '-n', 'kube-system').code, 1);
  });
});

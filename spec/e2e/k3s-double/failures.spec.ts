import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until, type Machine } from './machine.ts';
import { ended, started, useMachines } from './machines.ts';
import { findFreePort, Postgres } from './postgres.ts';

describe('k3s-double: failures an installer must see through', function () {
  this.timeout(90_000);
  const make = useMachines('v1.29.1+k3s2');
  let postgres: Postgres;

  function server(number: number, config: Readonly<Record<string, unknown>>): Machine {
    return make({ role: 'server', name: `s${number}`, address: `127.0.8.${number}`, config });
  }

  async function agent(number: number, config: Readonly<Record<string, unknown>>): Promise<Machine> {
    const own = { 'lb-server-port': await findFreePort(), ...config };
    return make({ role: 'agent', name: `a${number}`, address: `127.0.9.${number}`, config: own });
  }

  async function startedServer(config: Readonly<Record<string, unknown>>): Promise<Machine> {
    const s1 = server(1, config);
    await started(s1);
    return s1;
  }

  before(async () => {
    postgres = await Postgres.create();
  });

  after(() => postgres.destroy());

  it('ends on a setting it does not know, naming it', async () => {
    const s1 = server(1, { 'datastore-endpoint': postgres.endpoint('unknown'), 'tls-sans': 'x' });

    await ended(s1);

    assert.equal(s1.exitCode, 1);
    assert.match(s1.log, /level=fatal msg="flag provided but not defined: -tls-sans"/);
  });

  it('ends on a datastore that belongs to another token, and starts once the token is right', async () => {
    const endpoint = { 'datastore-endpoint': postgres.endpoint('tokens') };
    await startedServer({ ...endpoint, token: 'right' });
    const s2 = server(2, { ...endpoint, token: 'wrong' });

    assert.match(
      await ended(s2),
      /starting kubernetes: preparing server: bootstrap data already found and encrypted with different token/,
    );
    for (const left of ['server/tls', 'server/cred', 'server/kine.sock'])
      assert.ok(existsSync(s2.path(left)), left);
    s2.configure({ token: 'right' });
    await started(s2);
  });

  it('makes a token when it was given none, and keeps it', async () => {
    const s1 = await startedServer({ 'datastore-endpoint': postgres.endpoint('tokenless') });
    const token = s1.read('server/token');

    await s1.stop();
    await started(s1);

    assert.match(token, /^K10[0-9a-f]{64}::server:[0-9a-f]{32}\n$/);
    assert.equal(s1.read('server/token'), token);
  });

  it('waits for a datastore that is away, and ends when it goes away', async () => {
    const s1 = server(1, { 'datastore-endpoint': postgres.endpoint('outage'), token: 'x' });
    await postgres.stop();
    s1.start();
    await until('it waits', () => s1.log.includes('connect: connection refused'));
    await postgres.start();
    await until('s1 ready', () => s1.statuses().s1 === 'Ready');

    await postgres.stop();
    await until('it ended', () => s1.exitCode !== null, 30);
    const code = s1.exitCode;
    await postgres.start();
    await started(s1);

    assert.equal(code, 1);
    assert.match(s1.log, /level=fatal msg="leaderelection lost for k3s"/);
    assert.match(s1.kubectl('version').stdout, /Server Version: v1\.29\.1\+k3s2/);
  });

  it('refuses an agent whose token is not of this cluster, and takes it when it is', async () => {
    const s1 = await startedServer({ 'datastore-endpoint': postgres.endpoint('join'), token: 'x' });
    const entry = { server: 'https://127.0.8.1:6443' };
    const stranger = await agent(1, { ...entry, token: `K10${'0'.repeat(64)}::server:x` });
    const guesser = await agent(2, { ...entry, token: 'y' });
    stranger.start();
    guesser.start();

    await until('both were refused', () => stranger.log.includes('hash:') && guesser.log.includes('401'));
    assert.match(
      stranger.log,
      /token CA hash does not match the Cluster CA certificate hash: 0{64} != [0-9a-f]{64}/,
    );
    assert.match(
      guesser.log,
      /failed to retrieve configuration from server: .*\/v1-k3s\/config: 401 Unauthorized/,
    );
    assert.deepEqual(Object.keys(s1.statuses()), ['s1']);
    await guesser.stop();
    guesser.configure({ token: 'x' });
    guesser.start();
    await until('a2 ready', () => s1.statuses().a2 === 'Ready');
  });

  it('lets agents in by the agent token only, when there is one', async () => {
    const tokens = { token: 'for-servers', 'agent-token': 'for-agents' };
    const s1 = await startedServer({ 'datastore-endpoint': postgres.endpoint('agents'), ...tokens });
    const wrong = await agent(1, { server: 'https://127.0.8.1:6443', token: 'for-servers' });
    const right = await agent(2, {
      server: 'https://127.0.8.1:6443',
      token: s1.read('server/agent-token').trim(),
    });

    wrong.start();
    right.start();

    await until('a2 ready', () => s1.statuses().a2 === 'Ready');
    await until('a1 was refused', () => wrong.log.includes('401'));
  });

  it('rejects a rebuilt host that comes back under its old name, until its node is deleted', async () => {
    const s1 = await startedServer({ 'datastore-endpoint': postgres.endpoint('rebuilt'), token: 'x' });
    const a1 = await agent(1, { server: 'https://127.0.8.1:6443', token: 'x' });
    a1.start();
    await until('a1 ready', () => s1.statuses().a1 === 'Ready');

    await a1.stop();
    writeFileSync(join(a1.folder, 'etc/node/password'), 'another\n');
    a1.start();
    await until('it was rejected', () => a1.log.includes('Node password rejected'));
    s1.kubectl('delete', 'node', 'a1');

    await until('a1 ready', () => s1.statuses().a1 === 'Ready');
  });

  it('ends on a database in which it may make no table', async () => {
    await postgres.query('postgres', 'CREATE ROLE guest LOGIN');
    await postgres.query('postgres', 'CREATE DATABASE foreign_one');
    const endpoint = postgres.endpoint('foreign_one').replace('postgres:any%40thing', 'guest');

    const log = await ended(server(1, { 'datastore-endpoint': endpoint, token: 'x' }));

    assert.match(log, /level=fatal msg="starting kubernetes: .*pq: permission denied for schema public"/);
  });

  it('ends on a port that another program holds', async () => {
    const config = { 'datastore-endpoint': postgres.endpoint('port'), token: 'x' };
    await startedServer(config);
    const twin = make({ role: 'server', name: 's2', address: '127.0.8.1', config });

    assert.match(await ended(twin), /listen tcp 127\.0\.8\.1:6443: bind: address already in use/);
  });

  it('shows no secret in its log', async () => {
    const endpoint = postgres.endpoint('quiet');
    const s1 = server(1, { 'datastore-endpoint': endpoint, token: 'hush-hush' });
    await postgres.stop();
    s1.start();
    await until('it tried twice', () => s1.log.split('failed to ping').length > 2);
    await postgres.start();
    await until('s1 ready', () => s1.statuses().s1 === 'Ready');

    assert.doesNotMatch(s1.log, /hush-hush|any%40thing|any@thing/);
  });
});

import assert from 'node:assert/strict';
import { Conflict, type Datastore } from '../../../lib/lab/k3s-double/datastore/datastore.ts';
import { openDatastore } from '../../../lib/lab/k3s-double/datastore/open.ts';
import { EtcdCluster } from './etcd.ts';
import { MariaDb } from './mariadb.ts';
import { Postgres } from './postgres.ts';

interface Server {
  readonly open: () => Promise<Datastore>;
  readonly destroy: () => Promise<void>;
}

const NONE = { caFile: '', certFile: '', keyFile: '' };

const KINDS: Readonly<Record<string, () => Promise<Server>>> = {
  async postgres() {
    const postgres = await Postgres.create();
    const endpoint = postgres.endpoint('contract');
    return { open: () => openDatastore({ endpoint, ...NONE }), destroy: () => postgres.destroy() };
  },
  async mysql() {
    const mariadb = await MariaDb.create();
    const endpoint = `mysql://root@unix(${mariadb.socket})/contract`;
    return { open: () => openDatastore({ endpoint, ...NONE }), destroy: () => mariadb.destroy() };
  },
  async etcd() {
    const etcd = await EtcdCluster.create({ members: 1, tls: true });
    const { ca: caFile, cert: certFile, key: keyFile } = etcd.files.client;
    const settings = { endpoint: etcd.endpoint(), caFile, certFile, keyFile };
    return { open: () => openDatastore(settings), destroy: () => etcd.destroy() };
  },
};

for (const [kind, create] of Object.entries(KINDS)) {
  describe(`k3s-double: what is kept in ${kind}`, function () {
    this.timeout(60_000);
    let server: Server;
    let datastore: Datastore;
    let other: Datastore;

    before(async () => {
      server = await create();
      [datastore, other] = [await server.open(), await server.open()];
    });

    after(() => server.destroy());

    it('is read as it was written, by all, under a revision that grows', async () => {
      const value = JSON.stringify({ text: 'ä "quoted"\n\\ \u0000 密', long: 'x'.repeat(70_000) });

      const created = await datastore.create('/a/one', value);
      const changed = await other.update(created, `${value}!`);
      const put = await datastore.put('/a/one', value);

      assert.deepEqual(await other.get('/a/one'), put);
      assert.ok(created.revision < changed.revision && changed.revision < put.revision);
      assert.equal(await other.revision(), put.revision);
    });

    it('is not written over where somebody else was first', async () => {
      const row = await datastore.create('/b/one', '1');
      await other.update(row, '2');

      await assert.rejects(datastore.update(row, '3'), Conflict);
      await assert.rejects(datastore.create('/b/one', '3'), Conflict);
      assert.equal((await datastore.get('/b/one'))?.value, '2');
    });

    it('has one creator of many', async () => {
      const tries = Array.from({ length: 8 }, (_, place) =>
        (place % 2 ? datastore : other).create('/c/one', String(place)).then(
          () => 'created',
          (error: unknown) => (error instanceof Conflict ? 'conflict' : String(error)),
        ),
      );

      const ends = await Promise.all(tries);

      assert.deepEqual(ends.sort(), [...Array<string>(7).fill('conflict'), 'created']);
    });

    it('is gone once deleted, and can be made again', async () => {
      await datastore.delete('/d/none');
      const row = await datastore.create('/d/one', '1');

      await other.delete('/d/one');
      await datastore.delete('/d/one');

      assert.equal(await datastore.get('/d/one'), undefined);
      assert.deepEqual(await datastore.list('/d/'), []);
      await assert.rejects(datastore.update(row, '2'), Conflict);
      assert.equal((await datastore.create('/d/one', '3')).value, '3');
    });

    it('is listed by prefix and name, whatever letters are in it', async () => {
      for (const name of ['/e_/b', '/e_/a', '/ex/c', '/e%/d', '/e_', '/f/e_/'])
        await datastore.put(name, name);

      const names = async (prefix: string): Promise<string[]> =>
        (await other.list(prefix)).map((row) => row.name);

      assert.deepEqual(await names('/e_/'), ['/e_/a', '/e_/b']);
      assert.deepEqual(await names('/e%/'), ['/e%/d']);
      assert.deepEqual(await names('/e!'), []);
    });

    it('is claimed by one of many', async () => {
      const claims = await Promise.all(
        Array.from({ length: 6 }, async (_, place) =>
          (await server.open()).claim('/claimed/', `/claimed/${place}`, String(place)),
        ),
      );

      const [first] = claims;
      assert.equal(first?.length, 1);
      for (const rows of claims) assert.deepEqual(rows, first);
      assert.deepEqual(await datastore.list('/claimed/'), first);
    });

    it('outlives a compaction, by however many servers', async () => {
      for (let round = 0; round < 1100; round += 1) await datastore.put('/g/one', String(round));
      await datastore.put('/g/two', 'old');

      await Promise.all([datastore.compact(), other.compact()]);
      await datastore.compact();

      assert.equal((await other.get('/g/one'))?.value, '1099');
      assert.equal((await other.get('/b/one'))?.value, '2');
      assert.ok((await other.update(await newest(other, '/g/one'), 'after')).revision > 0);
      await other.ping();
    });
  });
}

async function newest(
  datastore: Datastore,
  name: string,
): Promise<NonNullable<Awaited<ReturnType<Datastore['get']>>>> {
  const row = await datastore.get(name);
  assert.ok(row);
  return row;
}

import assert from 'node:assert/strict';
import { EtcdClient } from '../../../lib/lab/k3s-double/datastore/etcd/client.ts';
import { EtcdFailure, type Fate } from '../../../lib/lab/k3s-double/datastore/etcd/member.ts';

/** Members that answer with their place, or fail so; and the places that were asked. */
function cluster(...fates: readonly (Fate | 'answered')[]): {
  readonly client: EtcdClient;
  readonly asked: readonly number[];
} {
  const asked: number[] = [];
  const members = fates.map((fate, place) => ({
    call(): Promise<unknown> {
      asked.push(place);
      return fate === 'answered' ? Promise.resolve(place) : Promise.reject(new EtcdFailure(fate, fate));
    },
  }));
  return { client: new EtcdClient(members), asked };
}

describe('EtcdClient', () => {
  it('passes over lost members, and stays with the one that answers', async () => {
    const { client, asked } = cluster('unsent', 'unsure', 'answered');

    assert.equal(await client.ask('/', {}), 2);
    assert.equal(await client.ask('/', {}), 2);

    assert.deepEqual(asked, [0, 1, 2, 2]);
  });

  it('does not send twice what may have been heard, but goes on to another member next time', async () => {
    const { client, asked } = cluster('unsent', 'unsure', 'answered');

    await assert.rejects(client.tell('/', {}), /unsure/);
    assert.equal(await client.tell('/', {}), 2);

    assert.deepEqual(asked, [0, 1, 2]);
  });

  it('asks nobody else when one refuses', async () => {
    const { client, asked } = cluster('refused', 'answered');

    await assert.rejects(client.ask('/', {}), /refused/);

    assert.deepEqual(asked, [0]);
  });

  it('gives up once all were asked', async () => {
    const { client, asked } = cluster('unsent', 'unsure');

    await assert.rejects(client.ask('/', {}), /unsure/);

    assert.deepEqual(asked, [0, 1]);
  });
});

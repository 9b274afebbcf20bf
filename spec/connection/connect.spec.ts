import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { createConnect } from '../../lib/connection/connect.ts';
import { sh } from '../../lib/connection/sh.ts';
import { failure, textOf } from './here.ts';

describe('createConnect', () => {
  it('runs scripts on this machine for type local, as the user of this process', async () => {
    const connection = await createConnect()('here', { type: 'local' }, { home: '/nonexistent' });

    const { stdout } = await connection.run(sh`id -un`, { user: userInfo().username });
    await connection.close();

    assert.equal(connection.host, 'here');
    assert.equal(textOf(stdout).trim(), userInfo().username);
  });

  it('does not begin when interrupted', async () => {
    const settings = { address: '127.0.0.1', port: 9 };

    const connecting = createConnect()('h', settings, { home: '/nonexistent', signal: AbortSignal.abort() });

    await assert.rejects(connecting, failure('interrupted', 'connection/interrupted'));
  });
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFlags } from '../../../lib/lab/k3s-double/flags/parse.ts';
import { loadSettings } from '../../../lib/lab/k3s-double/flags/settings.ts';
import { withFolder } from '../../support/temporary-folder.ts';

describe('parseFlags', () => {
  it('takes one dash or two, a word or an equals sign, long names or short', () => {
    const flags = parseFlags('server', [
      '-token',
      'a',
      '--tls-san=b',
      '--tls-san',
      'c',
      '--debug',
      '-d',
      '/data',
    ]);

    assert.deepEqual(Object.fromEntries(flags), {
      token: ['a'],
      'tls-san': ['b', 'c'],
      debug: ['true'],
      'data-dir': ['/data'],
    });
  });

  it('refuses what K3s does not define for the role', () => {
    assert.throws(() => parseFlags('server', ['--tls-sans=x']), {
      message: 'flag provided but not defined: -tls-sans',
    });
    assert.throws(() => parseFlags('agent', ['--datastore-endpoint=x']), /not defined: -datastore-endpoint/);
  });

  it('refuses a flag without its value', () => {
    assert.throws(() => parseFlags('server', ['--token']), { message: 'flag needs an argument: -token' });
  });
});

describe('loadSettings', () => {
  it('puts the command line before the file and the file before the environment', async () => {
    await withFolder((folder) => {
      const file = join(folder, 'config.yaml');
      writeFileSync(file, 'token: from-file\nnode-name: FILE\ntls-san: [a, b]\n');
      const environment = { K3S_TOKEN: 'from-env', K3S_DATASTORE_ENDPOINT: 'postgres://env' };

      const settings = loadSettings(
        'server',
        ['--config', file, '--node-name=Line', '--tls-san', 'c'],
        environment,
      );

      assert.equal(settings.token, 'from-file');
      assert.equal(settings.nodeName, 'line');
      assert.equal(settings.datastore.endpoint, 'postgres://env');
      assert.deepEqual(settings.tlsSans, ['c']);
    });
  });

  it("describes the node's arguments and environment with their secrets masked", async () => {
    await withFolder((folder) => {
      const file = join(folder, 'config.yaml');
      writeFileSync(file, 'datastore-endpoint: postgres://u:pw@h/d\n');
      const environment = { K3S_TOKEN: 'hush', K3S_NODE_NAME: 'n', PATH: '/bin' };

      const settings = loadSettings('server', ['--config', file, '--token', 'hush'], environment);

      const words = ['server', '--datastore-endpoint', '********', '--config', file, '--token', '********'];
      assert.deepEqual(JSON.parse(settings.nodeArgs), words);
      assert.deepEqual(JSON.parse(settings.nodeEnv), { K3S_TOKEN: '********', K3S_NODE_NAME: 'n' });
    });
  });

  it('reads secrets from files', async () => {
    await withFolder((folder) => {
      const file = join(folder, 'token');
      writeFileSync(file, 'sesame\n');

      const settings = loadSettings('agent', ['--token-file', file], { K3S_CONFIG_FILE: '' });

      assert.equal(settings.token, 'sesame');
    });
  });

  it('refuses a port that is none', () => {
    assert.throws(
      () => loadSettings('server', ['--https-listen-port=x'], {}),
      /invalid value "x" for flag -https-listen-port/,
    );
  });
});

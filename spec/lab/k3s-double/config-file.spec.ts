import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateConfig, readConfig } from '../../../lib/lab/k3s-double/flags/config-file.ts';
import { withFolder } from '../../support/temporary-folder.ts';

async function read(files: Readonly<Record<string, string>>): Promise<string[]> {
  let words: string[] = [];
  await withFolder((folder) => {
    mkdirSync(join(folder, 'config.yaml.d'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    words = readConfig({ path: join(folder, 'config.yaml'), required: true });
  });
  return words;
}

describe('readConfig', () => {
  const cases: readonly [string, Readonly<Record<string, string>>, readonly string[]][] = [
    [
      'gives each setting as a flag',
      { 'config.yaml': 'token: a\ndebug: true' },
      ['--token=a', '--debug=true'],
    ],
    ['repeats a list', { 'config.yaml': 'tls-san: [a, b]' }, ['--tls-san=a', '--tls-san=b']],
    ['gives a one-letter key one dash', { 'config.yaml': 't: a' }, ['-t=a']],
    [
      'reads an unquoted 0644 as the number it is in YAML 1.1',
      { 'config.yaml': 'write-kubeconfig-mode: 0644' },
      ['--write-kubeconfig-mode=420'],
    ],
    ['takes an empty file', { 'config.yaml': '# nothing\n' }, []],
    [
      'lets the last file win, in the order of names',
      { 'config.yaml': 'token: a', 'config.yaml.d/20.yaml': 'token: c', 'config.yaml.d/10.yaml': 'token: b' },
      ['--token=c'],
    ],
    [
      'appends with key+',
      { 'config.yaml': 'tls-san: [a]', 'config.yaml.d/1.yaml': 'tls-san+: [b]' },
      ['--tls-san=a', '--tls-san=b'],
    ],
    [
      'starts anew without key+',
      {
        'config.yaml': 'tls-san: [a]',
        'config.yaml.d/1.yaml': 'tls-san+: [b]',
        'config.yaml.d/2.yaml': 'tls-san: [c]',
      },
      ['--tls-san=c'],
    ],
  ];
  for (const [title, files, words] of cases) {
    it(title, async () => assert.deepEqual(await read(files), words));
  }

  it('names the file of a fault', async () => {
    await assert.rejects(read({ 'config.yaml': 'a: [' }), /config\.yaml: yaml: /);
    await assert.rejects(read({ 'config.yaml': '- a' }), /not a mapping of settings/);
  });

  it('misses only a file that was asked for', () => {
    assert.deepEqual(readConfig({ path: '/nowhere/config.yaml', required: false }), []);
    assert.throws(
      () => readConfig({ path: '/nowhere/config.yaml', required: true }),
      /open \/nowhere\/config\.yaml: no such file or directory/,
    );
  });
});

describe('locateConfig', () => {
  const cases: readonly [readonly string[], Readonly<Record<string, string>>, string][] = [
    [[], {}, '/etc/rancher/k3s/config.yaml'],
    [['--config', '/a'], {}, '/a'],
    [['-c=/a'], {}, '/a'],
    [['--config=/a'], { K3S_CONFIG_FILE: '/b' }, '/b'],
  ];
  for (const [argv, environment, path] of cases) {
    it(`finds ${path} from ${JSON.stringify([argv, environment])}`, () => {
      assert.equal(locateConfig(argv, environment).path, path);
    });
  }
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { lookUp } from '../../../lib/cli/lookups/look-up.ts';
import { DiagnosticsError, type Diagnostic } from '../../../lib/core/diagnostic.ts';
import { Secret } from '../../../lib/core/secret.ts';
import { loadInventory } from '../../../lib/inventory/load.ts';
import { createLookups } from '../../../lib/inventory/lookups/lookups.ts';
import type { Host } from '../../../lib/inventory/model.ts';
import { withEnvironment } from '../../support/environment.ts';
import { withFolder, writeFiles } from '../../support/temporary-folder.ts';

const ENVIRONMENT = {
  K3PLAY_SPEC_TEXT: '{{ text }}',
  K3PLAY_SPEC_PORT: '2222',
  K3PLAY_SPEC_PASSWORD: 'open sesame',
  K3PLAY_SPEC_NONE: undefined,
};

async function loadHost(files: Readonly<Record<string, string>>): Promise<Host> {
  let host: Host | undefined;
  await withFolder(async (folder) => {
    await writeFiles(folder, files);
    const inventory = await withEnvironment(ENVIRONMENT, () =>
      loadInventory(join(folder, 'hosts.yml'), { lookups: createLookups(lookUp) }),
    );
    host = inventory.hosts.get('w1');
  });
  assert.ok(host);
  return host;
}

/** `line:column code: message` of each. */
async function tellFaults(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  let told: readonly string[] = [];
  await assert.rejects(loadHost(files), (error: unknown) => {
    assert.ok(error instanceof DiagnosticsError);
    told = error.diagnostics.map(tell);
    return true;
  });
  return told;
}

function tell({ span, code, message }: Diagnostic): string {
  return `${span?.file.replace(/^.*\/k3play-spec-[^/]*\//, '')}:${span?.line}:${span?.column} ${code}: ${message.replaceAll(/\S*\/k3play-spec-[^/]*\//g, '')}`;
}

const HOSTS = 'groups: { web: { hosts: { w1: } } }\n';

describe('an inventory that looks values up', () => {
  it('has them as data in variables, braces and all', async () => {
    const { vars } = await loadHost({
      'hosts.yml': `${HOSTS}vars:
  text: !env K3PLAY_SPEC_TEXT
  list: [!env { name: K3PLAY_SPEC_PORT, parse: yaml }, !env { name: K3PLAY_SPEC_NONE, default: "{{ d }}" }]
  file: !file
    path: data/a.json
    parse: json
  program: !command [cat, data/lines]
  ends: !command { argv: [cat, data/lines], trim: false }
`,
      'data/a.json': '{"path": "{{ a }}", "deep": [{"b": "{{ b }}"}]}',
      'data/lines': ' a\nb\n\n',
    });

    assert.deepEqual(vars, {
      text: '{{ text }}',
      list: [2222, '{{ d }}'],
      file: { path: '{{ a }}', deep: [{ b: '{{ b }}' }] },
      program: ' a\nb',
      ends: ' a\nb\n\n',
    });
  });

  it('still refuses templates beside them', async () => {
    const told = await tellFaults({
      'hosts.yml': `${HOSTS}vars: { a: !env K3PLAY_SPEC_TEXT, b: "{{ c }}" }`,
    });

    assert.deepEqual(told, [
      'hosts.yml:2:39 inventory/template: a variable of the inventory cannot be computed',
    ]);
  });

  it('has them in group_vars and host_vars, from their own folders', async () => {
    const { vars, connection } = await loadHost({
      'hosts.yml': HOSTS,
      'group_vars/web.yml': 'a: !file ../text/a\nansible_port: !env K3PLAY_SPEC_PORT',
      'text/a': 'of the group',
      'host_vars/w1/one.yml': 'b: !file ../../text/a',
    });

    assert.deepEqual(vars, { a: 'of the group', b: 'of the group' });
    assert.equal(connection.port, 2222);
  });

  it("has them in settings of connections, and in Ansible's words", async () => {
    const password = '!env { name: K3PLAY_SPEC_PASSWORD, secret: true }';
    const own = await loadHost({ 'hosts.yml': `${HOSTS}connection: { password: ${password} }` });
    const ansible = await loadHost({
      'hosts.yml': `all: { hosts: { w1: { ansible_password: ${password}, a: !env K3PLAY_SPEC_TEXT } } }`,
    });

    for (const { connection } of [own, ansible]) {
      assert.ok(connection.password instanceof Secret);
      assert.equal(connection.password.reveal(), 'open sesame');
    }
    assert.deepEqual(ansible.vars, { a: '{{ text }}' });
  });

  it('makes secrets of all texts and numbers that are', async () => {
    const { vars } = await loadHost({
      'hosts.yml': `${HOSTS}vars: { a: !file { path: a.json, parse: json, secret: true } }`,
      'a.json': '{"user": "app", "pin": 1234, "on": true, "none": null}',
    });

    const found = vars['a'] as Readonly<Record<string, unknown>>;
    assert.deepEqual(
      Object.entries(found).map(([key, value]) => [key, value instanceof Secret ? value.reveal() : value]),
      [
        ['user', 'app'],
        ['pin', '1234'],
        ['on', true],
        ['none', null],
      ],
    );
    assert.ok(found['user'] instanceof Secret && found['pin'] instanceof Secret);
  });

  it('tells of all that is missing at once, each at its place and once', async () => {
    const told = await tellFaults({
      'hosts.yml': `${HOSTS}connection: { user: !env K3PLAY_SPEC_NONE }
vars:
  a: !file none
  b: !file { path: a.json, parse: json }
  c: !file { path: a.json, parse: json, secret: true }
  d: !env { nam: X }
  e: !command sh -c true
  f: !http { url: "ftp://x", headers: { A: !env K3PLAY_SPEC_NONE } }
  g: "{{ template }}"
constructed: { groups: { big: !env X } }
`,
      'a.json': '{s3cret',
    });

    const [open, ...rest] = told.filter((line) => line.includes('lookup/parse'));
    assert.match(open ?? '', /^hosts\.yml:5:12 lookup\/parse: what was found is no JSON: ./);
    assert.deepEqual(rest, ['hosts.yml:6:12 lookup/parse: what was found is no JSON']);
    assert.deepEqual(
      told.filter((line) => !line.includes('lookup/parse')),
      [
        'hosts.yml:2:26 lookup/not-set: $K3PLAY_SPEC_NONE is not set',
        'hosts.yml:4:12 lookup/not-found: there is no file none',
        'hosts.yml:7:11 lookup/options: !env: "name" is missing',
        'hosts.yml:7:18 lookup/options: "nam" of !env: unknown key "nam"',
        'hosts.yml:8:15 lookup/options: !command: must be a list, got "sh -c true"',
        'hosts.yml:9:20 lookup/options: "url" of !http: begins with http:// or https://',
        'hosts.yml:9:49 lookup/not-set: $K3PLAY_SPEC_NONE is not set',
        'hosts.yml:10:7 inventory/template: a variable of the inventory cannot be computed',
        'hosts.yml:11:36 lookup/place: !env cannot stand here',
      ],
    );
  });
});

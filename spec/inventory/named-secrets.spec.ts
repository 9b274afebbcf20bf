import assert from 'node:assert/strict';
import { DiagnosticsError } from '../../lib/core/diagnostic.ts';
import { Secret } from '../../lib/core/secret.ts';
import { readInventory } from '../../lib/inventory/load.ts';
import { parseDocument } from '../../lib/source/document.ts';

const TEXT = `
connection: { user: root, password: !secret login }
vars: { app: { token: !secret app.token, plain: 1, list: [!secret "login"] } }
groups:
  web: { hosts: { w1: { vars: { app: { own: !secret app.token } } } } }
`;
const KEPT = new Map([
  ['login', new Secret('open sesame')],
  ['app.token', new Secret('t0ken')],
  ['other', new Secret('unused')],
]);

function read(text: string, secrets?: ReadonlyMap<string, Secret>) {
  return readInventory(parseDocument(text, 'hosts.yml', { secrets: true }), { secrets });
}

describe('an inventory that names secrets', () => {
  it('has them in their places, as secrets', () => {
    const inventory = read(TEXT, KEPT);

    const host = inventory.hosts.get('w1');
    assert.equal(host?.connection.password, KEPT.get('login'));
    const [far, near] = host?.layers('app').map(({ value }) => value) ?? [];
    assert.deepEqual(far, { token: KEPT.get('app.token'), plain: 1, list: [KEPT.get('login')] });
    assert.deepEqual(near, { own: KEPT.get('app.token') });
    assert.deepEqual(inventory.secrets, [KEPT.get('login'), KEPT.get('app.token')]);
    assert.doesNotMatch(JSON.stringify(host?.vars), /t0ken|sesame/);
  });

  it('has something else in their places where nobody may read them', () => {
    const inventory = read(TEXT);

    const password = inventory.hosts.get('w1')?.connection.password;
    assert.ok(password instanceof Secret && password.reveal() !== 'open sesame');
  });

  it('names none where it names none', () => {
    assert.deepEqual(read('groups: { web: { hosts: { w1: } } }', KEPT).secrets, []);
  });

  const faults: Readonly<Record<string, readonly [text: string, told: RegExp]>> = {
    'a secret that there is not': [
      'vars: { a: !secret logn }\ngroups: { web: { hosts: { w1: } } }',
      /^hosts\.yml:1:\d+: error: no secret is called "logn" \(did you mean "login"\?\) \[inventory\/unknown-secret\]$/,
    ],
    'one unlike any that there is': [
      'vars: { a: !secret mail }\ngroups: { web: { hosts: { w1: } } }',
      /\(keep one: k3play secrets set mail -i hosts\.yml\)/,
    ],
    'a secret without a name': [
      'vars: { a: !secret }\ngroups: { web: { hosts: { w1: } } }',
      /^hosts\.yml:1:\d+: error: !secret wants the name of a secret \(write !secret NAME/,
    ],
    'a map of secrets': [
      'vars: { a: !secret { b: c } }\ngroups: { web: { hosts: { w1: } } }',
      /error: !secret wants the name of a secret/,
    ],
    'a secret where it would be shown': [
      'connection: { user: !secret login }\ngroups: { web: { hosts: { w1: } } }',
      /^hosts\.yml:1:\d+: error: .*user.* a secret cannot go here/,
    ],
  };
  for (const [what, [text, told]] of Object.entries(faults)) {
    it(`is refused ${what}`, () => {
      assert.throws(
        () => read(text, KEPT),
        (error: unknown) => {
          assert.ok(error instanceof DiagnosticsError);
          assert.match(error.message, told);
          return true;
        },
      );
    });
  }
});

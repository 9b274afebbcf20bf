import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateKey } from '../../lib/modules/private-key.ts';
import { PlanFault } from '../../lib/modules/step.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFolder } from '../support/path-states.ts';
import { applyOnRealShell, planOnRealShell } from '../support/real-shell.ts';
import { installSystemShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const folder = aFolder();
const path = '/etc/ssl/a.key';
const ownership = { mode: '0600', owner: 'root', group: 'root', ids: { owner: '0', group: '0' } };
const key = { kind: 'key', type: 'ecdsa P-256', publicKey: 'PEM', ...ownership };
const subject = `private key ${path}`;

describeModule(privateKey, {
  inSync: [
    {
      title: 'the key is there',
      params: { path },
      found: { key, folder },
      result: { path, public_key: 'PEM' },
    },
    {
      title: 'an RSA key is there',
      params: { path, type: 'rsa', bits: 4096 },
      found: { key: { ...key, type: 'rsa 4096' }, folder },
    },
  ],
  drift: [
    {
      title: 'there is no key',
      params: { path, type: 'ed25519', owner: 'www' },
      found: { key: { kind: 'absent' }, folder },
      steps: [{ subject, from: 'absent', to: 'ed25519', kind: 'run' }],
      result: { path, public_key: '(unknown)' },
    },
    {
      title: 'a key of another kind gives way',
      params: { path, curve: 'P-384', replace: true },
      found: { key, folder },
      steps: [{ subject, from: 'ecdsa P-256', to: 'ecdsa P-384', kind: 'run' }],
    },
    {
      title: 'what is no key gives way',
      params: { path, replace: true },
      found: { key: { kind: 'broken', reason: 'x' }, folder },
      steps: [{ subject, from: 'no key', to: 'ecdsa P-256', kind: 'run' }],
    },
    {
      title: 'others may read it, and it is of somebody else',
      params: { path, group: 'www' },
      found: { key: { ...key, mode: '0644' }, folder },
      steps: [
        { subject: `owner of ${path}`, from: 'root:root', to: 'root:www', kind: 'run' },
        { subject: `mode of ${path}`, from: '0644', to: '0600', kind: 'run' },
      ],
      result: { path, public_key: 'PEM' },
    },
  ],
  faults: [
    {
      title: 'a key of another kind',
      params: { path, type: 'rsa' },
      found: { key, folder },
      message: /another kind: ecdsa P-256, not rsa 3072 \(replace: true/,
    },
    {
      title: 'what is no key',
      params: { path },
      found: { key: { kind: 'broken', reason: 'Could not read' }, folder },
      message: /is no private key that can be read: Could not read \(replace: true/,
    },
    {
      title: 'nothing to look with',
      params: { path },
      found: { key: { kind: 'toolless' }, folder },
      message: /cannot be looked at without openssl/,
    },
    {
      title: 'no folder',
      params: { path },
      found: { key: { kind: 'absent' }, folder: absent },
      message: /the folder \/etc\/ssl does not exist/,
    },
  ],
  invalid: [
    { title: 'bits of a curve', params: { path, bits: 2048 }, message: /type/ },
    { title: 'a curve of RSA', params: { path, type: 'rsa', curve: 'P-256' }, message: /type/ },
    { title: 'a mode that is a number', params: { path, mode: 600 }, message: /mode/ },
  ],
});

describe('private-key on a real shell', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();
  after(remove);

  it('makes keys that nobody else may read, once, and leaves nothing beside them', async () => {
    for (const shell of shells) {
      await withFolder(async (root) => {
        for (const kind of [{}, { curve: 'P-521' }, { type: 'ed25519' }, { type: 'rsa', bits: 2048 }]) {
          const file = join(root, "it's a key");

          const { steps, result } = await applyOnRealShell(
            privateKey,
            { path: file, ...kind, replace: true },
            { shell, root },
          );

          const publicKey = execFileSync('openssl', ['pkey', '-in', file, '-pubout'], { encoding: 'utf8' });
          assert.equal(steps.length, 1);
          assert.equal(result['public_key'], publicKey);
          assert.equal(statSync(file).mode & 0o777, 0o600);
          assert.deepEqual(readdirSync(root), ["it's a key"]);
        }
      });
    }
  });

  it('tells no more than the public half, and lets be what it may not replace', async () => {
    for (const shell of shells) {
      await withFolder(async (root) => {
        const file = join(root, 'a.key');
        await applyOnRealShell(privateKey, { path: file, mode: '0640' }, { shell, root });
        const { found, steps } = await applyOnRealShell(privateKey, { path: file }, { shell, root });
        const text = readFileSync(file, 'utf8');
        const refused = await planOnRealShell(privateKey, { path: file, type: 'rsa' }, { shell });
        writeFileSync(file, 'no key');
        const broken = await planOnRealShell(privateKey, { path: file }, { shell });

        assert.equal(steps.length, 1);
        assert.ok(!JSON.stringify(found).includes(text.split('\n')[1] ?? text));
        assert.match(refused instanceof PlanFault ? refused.message : '', /another kind/);
        assert.match(broken instanceof PlanFault ? broken.message : '', /is no private key/);
      });
    }
  });
});

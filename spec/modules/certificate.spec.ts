import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Unknown } from '../../lib/core/unknown.ts';
import { certificate } from '../../lib/modules/certificate.ts';
import { privateKey } from '../../lib/modules/private-key.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { installSystemShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const folder = aFolder();
const ownership = { mode: '0600', owner: 'root', group: 'root', ids: { owner: '0', group: '0' } };
const key = { kind: 'key', type: 'ecdsa P-256', publicKey: 'PEM', ...ownership };
const path = '/etc/ssl/a.crt';
const params = { path, key: '/etc/ssl/a.key', subject: { CN: 'a', O: 'b c' }, names: ['B', 'a', 'fe80::1'] };
const good = {
  kind: 'certificate',
  subject: ['CN=a', 'O=b c'],
  names: ['a', 'b', 'fe80::1'],
  isAuthority: false,
  publicKey: 'PEM',
  isSigned: true,
  endDay: 1300,
  day: 1000,
};
const found = { certificate: good, key, file: aFile('PEM'), folder };
const subject = `certificate ${path}`;
const to = 'CN=a, O=b c, for a, b, fe80::1, 365 days';
const ours = { ...params, ca: '/etc/ssl/ca.crt', ca_key: '/etc/ssl/ca.key' };
const authority = { ca: aFile('PEM'), caKey: key };

describeModule(certificate, {
  inSync: [
    { title: 'all is as wanted', params, found, result: { path, days_left: 300 } },
    { title: 'an authority signed it', params: ours, found: { ...found, ...authority } },
  ],
  drift: [
    {
      title: 'there is none',
      params,
      found: { ...found, certificate: { kind: 'absent' }, file: absent },
      steps: [{ subject, from: 'absent', to, kind: 'run' }],
      result: { path, days_left: '(unknown)' },
    },
    {
      title: 'the key is made by an earlier task',
      params,
      found: {
        ...found,
        certificate: { kind: 'absent' },
        file: absent,
        key: { ...key, publicKey: new Unknown('known once the key is made') },
      },
      steps: [{ subject, from: 'absent', to, kind: 'run' }],
    },
    ...(
      [
        ['another subject', { subject: ['CN=z'] }, 'of CN=z'],
        ['other names', { names: [] }, 'for no names'],
        ['another key', { publicKey: 'OLD' }, 'of another key'],
        ['another signer', { isSigned: false }, 'signed by another'],
        ['an authority that is to be none', { isAuthority: true }, 'an authority'],
        ['an end that is near', { endDay: 1030 }, 'good for 30 days'],
        ['an end that has been', { endDay: 990, names: ['x'] }, 'for x; ended'],
      ] as const
    ).map(([title, change, from]) => ({
      title,
      params,
      found: { ...found, certificate: { ...good, ...change } },
      steps: [{ subject, from, to }],
    })),
    {
      title: 'another authority',
      params: ours,
      found: { ...found, ...authority, certificate: { ...good, isSigned: false } },
      steps: [{ subject, from: 'of another authority', to }],
    },
    {
      title: 'an authority that an earlier task makes anew',
      params: ours,
      found: { ...found, ...authority, ca: { ...aFile(''), content: new Unknown('known once it is made') } },
      steps: [{ subject, from: '(unknown: known once it is made)', to, certain: false }],
    },
    {
      title: 'the mode alone',
      params: { ...params, mode: '0640' },
      found,
      steps: [{ subject: `mode of ${path}`, from: '0644', to: '0640', kind: 'run' }],
    },
  ],
  faults: [
    {
      title: 'no key',
      params,
      found: { ...found, key: { kind: 'absent' } },
      message: /no private key \/etc\/ssl\/a.key on the host \(make it in a task before this one/,
    },
    {
      title: 'no authority',
      params: ours,
      found: { ...found, ...authority, ca: absent },
      message: /no certificate \/etc\/ssl\/ca.crt on the host/,
    },
    {
      title: 'a key that is none',
      params: ours,
      found: { ...found, ...authority, caKey: { kind: 'broken', reason: 'x' } },
      message: /\/etc\/ssl\/ca.key is no private key/,
    },
    {
      title: 'no rest',
      params: { ...params, days: 30 },
      found,
      message: /"renew_before" must be less than "days"/,
    },
  ],
  invalid: [
    { title: 'an authority without its key', params: { ...params, ca: '/x' }, message: /ca_key/ },
    {
      title: 'a subject that openssl would expand',
      params: { ...params, subject: { CN: '$x' } },
      message: /subject/,
    },
    { title: 'a name that breaks out', params: { ...params, names: ['a,DNS:b'] }, message: /names/ },
  ],
});

describe('certificate on a real shell', function () {
  this.timeout(60_000);
  const { shells, remove } = installSystemShells();
  after(remove);

  it('makes an authority and what it signs, anew where something changes, and is silent then', async () => {
    for (const shell of shells) {
      for (const kind of [{}, { type: 'ed25519' }, { type: 'rsa', bits: 2048 }]) {
        await withFolder(async (root) => {
          const at = (name: string): string => join(root, `it's ${name}`);
          for (const name of ['ca.key', 'web.key'])
            await applyOnRealShell(privateKey, { path: at(name), ...kind }, { shell, root });
          const top = {
            path: at('ca.crt'),
            key: at('ca.key'),
            subject: { CN: 'Größe, Ltd' },
            authority: true,
          };
          const web = {
            path: at('web.crt'),
            key: at('web.key'),
            subject: { CN: 'web', O: 'x y' },
            mode: '0640',
          };
          const signed = { ...web, ca: at('ca.crt'), ca_key: at('ca.key') };
          const names = ['web.example.org', '*.x.org', '10.0.0.1', '2001:DB8:0::1'];
          const rounds = [
            top,
            signed,
            { ...signed, names },
            { ...signed, names, days: 20, renew_before: 10 },
          ];
          const counts: number[] = [];

          for (const round of rounds) {
            const { steps } = await applyOnRealShell(certificate, round, { shell, root });
            counts.push(steps.length);
          }

          const verify = [
            'verify',
            '-CAfile',
            at('ca.crt'),
            '-purpose',
            'sslserver',
            '-verify_hostname',
            'a.x.org',
          ];
          assert.match(execFileSync('openssl', [...verify, at('web.crt')], { encoding: 'utf8' }), /OK/);
          assert.deepEqual(counts, [1, 1, 1, 0]);
          assert.equal(statSync(at('web.crt')).mode & 0o777, 0o640);
          assert.equal(readdirSync(root).length, 4);
          assert.ok(!/PRIVATE/.test(readFileSync(at('web.crt'), 'utf8')));
        });
      }
    }
  });

  it('signs by itself, and anew once its key or its days are others', async () => {
    for (const shell of shells) {
      await withFolder(async (root) => {
        const own = join(root, 'a.key');
        const wanted = {
          path: join(root, 'a.crt'),
          key: own,
          subject: { CN: 'a' },
          days: 20,
          renew_before: 10,
        };
        await applyOnRealShell(privateKey, { path: own }, { shell, root });
        const { result } = await applyOnRealShell(certificate, wanted, { shell, root });
        const longer = await applyOnRealShell(
          certificate,
          { ...wanted, days: 90, renew_before: 30 },
          { shell, root },
        );
        await applyOnRealShell(privateKey, { path: own, type: 'ed25519', replace: true }, { shell, root });

        const { steps } = await applyOnRealShell(certificate, wanted, { shell, root });

        assert.ok(result['days_left'] === 20 || result['days_left'] === 19);
        assert.equal(longer.steps.length, 1);
        assert.equal(steps.length, 1);
      });
    }
  });
});

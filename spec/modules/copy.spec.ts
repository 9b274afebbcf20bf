import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { MASK, Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { copy } from '../../lib/modules/copy.ts';
import type { Change, Plan, Step } from '../../lib/modules/step.ts';
import { describeModule } from '../support/describe-module.ts';
import { debian } from '../support/facts.ts';
import { completeParams } from '../support/params.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';

const sumOf = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const big = { path: '/here/big.tar', size: 9_000_000, sha256: 'a'.repeat(64) };
const small = { path: '/here/motd', size: 3, sha256: sumOf('hi\n') };

describeModule(copy, {
  inSync: [
    {
      title: 'the same text',
      params: { content: 'hi\n', dest: '/etc/motd' },
      found: { file: aFile('hi\n', { mode: '0600' }), folder: aFolder() },
      result: {
        path: '/etc/motd',
        mode: '0600',
        owner: 'root',
        group: 'root',
        size: 3,
        sha256: sumOf('hi\n'),
      },
    },
    {
      title: 'the same large file',
      params: { src: big, dest: '/srv/big.tar' },
      found: {
        file: { ...aFile(''), size: big.size, sha256: big.sha256, content: undefined },
        folder: aFolder(),
      },
    },
    {
      title: 'the same secret',
      params: { content: new Secret('s3cret'), dest: '/etc/key', mode: '0600' },
      found: { file: aFile('s3cret', { mode: '0600' }), folder: aFolder() },
    },
  ],
  drift: [
    {
      title: 'a new file',
      params: { content: 'hi\n', dest: "/srv/it's/x", owner: 'app', validate: 'cat %s', backup: true },
      found: { file: absent, folder: aFolder() },
      steps: [
        {
          subject: "/srv/it's/x",
          from: 'absent',
          to: 'file 0644 app:',
          put: {
            path: "/srv/it's/x",
            mode: '0644',
            owner: 'app',
            group: undefined,
            validate: 'cat %s',
            backupSuffix: '.bak',
            content: 'hi\n',
          },
        },
      ],
      result: {
        path: "/srv/it's/x",
        mode: '0644',
        owner: 'app',
        group: '(unknown)',
        size: 3,
        sha256: sumOf('hi\n'),
      },
    },
    {
      title: 'a new file with a secret is private',
      params: { content: new Secret('s3cret'), dest: '/etc/key' },
      found: { file: absent, folder: aFolder() },
      steps: [{ subject: '/etc/key', from: 'absent', to: 'file 0600', put: { mode: '0600' } }],
    },
    {
      title: 'other content keeps mode and owner',
      params: { src: small, dest: '/etc/motd' },
      found: { file: aFile('old', { mode: '0664', owner: 'app', group: 'web' }), folder: aFolder() },
      steps: [
        {
          subject: 'content of /etc/motd',
          from: `sha256 ${sumOf('old').slice(0, 8)}`,
          to: `sha256 ${sumOf('hi\n').slice(0, 8)}`,
          put: { mode: '0664', owner: 'app', group: 'web', content: 'file /here/motd' },
        },
      ],
    },
    {
      title: 'content, mode and owner in one step',
      params: { content: 'new', dest: '/x', mode: '600', owner: 'app' },
      found: { file: aFile('old'), folder: aFolder() },
      steps: [
        {
          subject: 'content, mode, owner of /x',
          from: `sha256 ${sumOf('old').slice(0, 8)}, 0644, root:root`,
          to: `sha256 ${sumOf('new').slice(0, 8)}, 0600, app:root`,
          put: { mode: '0600', owner: 'app', group: 'root' },
        },
      ],
    },
    {
      title: 'the mode alone is not worth an upload',
      params: { content: 'hi\n', dest: '/x', mode: '0600' },
      found: { file: aFile('hi\n'), folder: aFolder() },
      steps: [{ subject: 'mode of /x', from: '0644', to: '0600', script: 'chmod -- 00600 /x' }],
    },
    {
      title: 'a link is replaced by the file',
      params: { content: 'hi\n', dest: '/etc/resolv.conf' },
      found: { file: { kind: 'link', target: '/run/x', leads: absent }, folder: aFolder() },
      steps: [{ subject: '/etc/resolv.conf', from: 'link to /run/x', to: 'file 0644', kind: 'put' }],
    },
    {
      title: 'a secret shows no checksum',
      params: { content: new Secret('s3cret'), dest: '/etc/key' },
      found: { file: aFile('old', { mode: '0600' }), folder: aFolder() },
      steps: [{ subject: 'content of /etc/key', from: MASK, to: MASK }],
    },
    {
      title: 'content that is not known, where nothing is',
      params: { content: new Unknown('it is made by a command'), dest: '/x', mode: '0600' },
      found: { file: absent, folder: aFolder() },
      steps: [{ subject: '/x', from: 'absent', to: 'file 0600' }],
    },
    {
      title: 'content that is not known may be the same',
      params: { content: new Unknown('it is made by a command'), dest: '/x' },
      found: { file: aFile('old'), folder: aFolder() },
      steps: [
        {
          subject: 'content of /x',
          from: `sha256 ${sumOf('old').slice(0, 8)}`,
          to: 'unknown',
          certain: false,
        },
      ],
    },
    {
      title: 'a folder that an earlier command makes',
      params: { content: 'x', dest: '/opt/app/x' },
      found: { file: absent, folder: { kind: 'present' } },
      steps: [{ subject: '/opt/app/x', from: 'absent', to: 'file 0644' }],
    },
  ],
  faults: [
    {
      title: 'no folder',
      params: { content: 'x', dest: '/opt/app/x' },
      found: { file: absent, folder: absent },
      message: /the folder \/opt\/app does not exist on the host.*path: \/opt\/app, state: directory/,
    },
    {
      title: 'a file for a folder',
      params: { content: 'x', dest: '/opt/app/x' },
      found: { file: absent, folder: aFile('x') },
      message: /\/opt\/app is not a folder on the host but a file/,
    },
    {
      title: 'a folder at dest',
      params: { content: 'x', dest: '/opt' },
      found: { file: aFolder(), folder: aFolder() },
      message: /\/opt is a directory on the host, not a file \(name the file in it/,
    },
    {
      title: 'a file that cannot be read',
      params: { content: 'x', dest: '/x' },
      found: { file: { ...aFile('x'), sha256: undefined, content: undefined }, folder: aFolder() },
      message: /may not read \/x.*become/,
    },
  ],
  unknown: [
    {
      title: 'a file that an earlier command makes',
      params: { content: 'x', dest: '/x' },
      found: { file: { kind: 'present' }, folder: aFolder() },
      reason: /earlier command makes \/x/,
    },
  ],
  invalid: [
    {
      title: 'neither src nor content',
      params: { dest: '/x' },
      message: /exactly one of "src" or "content"/,
    },
    {
      title: 'both src and content',
      params: { dest: '/x', src: 'a', content: 'b' },
      message: /exactly one of "src" or "content"/,
    },
    {
      title: 'a check without the file',
      params: { dest: '/x', content: 'b', validate: 'true' },
      message: /validate/,
    },
    {
      title: 'an unknown key',
      params: { dest: '/x', content: 'b', permissions: '1' },
      message: /unknown key/,
    },
  ],
});

describe('copy', () => {
  const planFor = (params: object, found: object): Plan => {
    const complete = completeParams(copy.params, params as Record<string, unknown>).params;
    return copy.plan({ params: complete, facts: debian, found: found as Record<string, unknown> });
  };
  const diffOf = (params: object, found: object): Change['diff'] => {
    const plan = planFor({ dest: '/x', ...params }, { folder: aFolder(), ...found });
    const [step] = plan as readonly Step[];
    assert.ok(step?.kind === 'put');
    return step.change.diff;
  };

  it('shows text before and after', () => {
    assert.deepEqual(diffOf({ content: 'new' }, { file: aFile('old') }), { before: 'old', after: 'new' });
    assert.deepEqual(diffOf({ content: 'new' }, { file: absent }), { before: null, after: 'new' });
  });

  it('shows bytes that are no text as their number', () => {
    const diff = diffOf({ content: 'new' }, { file: aFile(Buffer.from([0, 1, 255])) });

    assert.equal(diff?.before, '(binary, 3 bytes)');
  });

  for (const [title, params, file] of [
    ['a secret', { content: new Secret('s3cret') }, aFile('old')],
    ['what only its owner may read', { content: 'new' }, aFile('old secret', { mode: '0600' })],
  ] as const) {
    it(`masks ${title} on both sides`, () => {
      const diff = diffOf(params, { file });

      assert.ok(diff?.before instanceof Secret && diff.after instanceof Secret);
      assert.doesNotMatch(JSON.stringify(diff), /secret|s3cret|new|old/);
    });
  }
});

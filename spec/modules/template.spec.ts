import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';
import { template } from '../../lib/modules/template.ts';
import { describeModule } from '../support/describe-module.ts';
import { absent, aFile, aFolder } from '../support/path-states.ts';
import { applyOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const rendered = (text: string | Secret | Unknown): object => ({ path: '/here/web.conf.hbs', text });

describeModule(template, {
  inSync: [
    {
      title: 'the same text',
      params: { src: rendered('port = 80\n'), dest: '/etc/web.conf', mode: '0644' },
      found: { file: aFile('port = 80\n'), folder: aFolder() },
    },
  ],
  drift: [
    {
      title: 'a new file',
      params: { src: rendered('port = 80\n'), dest: '/etc/web.conf', validate: 'web -t %s' },
      found: { file: absent, folder: aFolder() },
      steps: [
        {
          subject: '/etc/web.conf',
          from: 'absent',
          to: 'file 0644',
          put: { mode: '0644', validate: 'web -t %s', content: 'port = 80\n' },
        },
      ],
    },
    {
      title: 'a text that holds a secret',
      params: { src: rendered(new Secret('token: x')), dest: '/etc/rancher/k3s/config.yaml' },
      found: { file: absent, folder: aFolder() },
      steps: [
        { subject: '/etc/rancher/k3s/config.yaml', from: 'absent', to: 'file 0600', put: { mode: '0600' } },
      ],
    },
    {
      title: 'a text that is not known, with another mode for sure',
      params: { src: rendered(new Unknown('no address yet')), dest: '/etc/web.conf', mode: '0600' },
      found: { file: aFile('old'), folder: aFolder() },
      steps: [
        {
          subject: 'content, mode of /etc/web.conf',
          from: 'sha256 cba06b57, 0644',
          to: 'unknown, 0600',
          kind: 'put',
        },
      ],
    },
  ],
  faults: [
    {
      title: 'no folder',
      params: { src: rendered('x'), dest: '/etc/web/web.conf' },
      found: { file: absent, folder: absent },
      message: /the folder \/etc\/web does not exist/,
    },
  ],
  invalid: [
    { title: 'no template', params: { dest: '/x' }, message: /"src" is missing/ },
    { title: 'a mode that is no mode', params: { src: 'a', dest: '/x', mode: 'rw' }, message: /file mode/ },
  ],
});

describe('template on a real shell', () => {
  it('places the text, and is silent then', () =>
    withShells(async (shells) => {
      for (const shell of shells) {
        await withFolder(async (root) => {
          const params = {
            src: rendered('a\n'),
            dest: join(root, 'x'),
            mode: '0600',
            validate: 'grep -q a %s',
          };

          await applyOnRealShell(template, params, { shell, root });
          const second = await applyOnRealShell(template, params, { shell, root });

          assert.deepEqual(second.steps, []);
          assert.equal(readFileSync(join(root, 'x'), 'utf8'), 'a\n');
        });
      }
    }));
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { k3play } from '../support/k3play.ts';

const HOSTS = 'groups: { web: { hosts: { w1: { address: 127.0.0.1, connection: { type: local } } } } }\n';

interface Mistake {
  readonly title: string;
  readonly hosts?: string;
  readonly play: string;
  readonly args?: readonly string[];
  readonly code: number;
  /** Found in what it says, the place first where there is a file. */
  readonly says: readonly RegExp[];
}

const task = (text: string): string => `- hosts: web\n  tasks:\n    - name: A task\n      ${text}\n`;

const MISTAKES: readonly Mistake[] = [
  {
    title: 'an unknown module',
    play: task('sevice: { name: web }'),
    code: 3,
    says: [/play\.yml:4:7: .*sevice/, /did you mean "service"/],
  },
  {
    title: 'an unknown key of a task',
    play: task('debug: { message: hello }\n      wehn: "true"'),
    code: 3,
    says: [/play\.yml:5:7: .*wehn/, /when/],
  },
  {
    title: 'an unknown key of a play',
    play: '- hosts: web\n  taks: []\n',
    code: 3,
    says: [/play\.yml:2:3: .*taks/, /did you mean "tasks"/],
  },
  {
    title: 'an unknown param of a module',
    play: task('service: { name: web, sate: started }'),
    code: 3,
    says: [/play\.yml:4:\d+: .*sate/, /did you mean "state"/],
  },
  {
    title: 'an unknown group',
    play: '- hosts: wep\n  tasks: []\n',
    code: 3,
    says: [/play\.yml:1:10: .*wep/, /did you mean "web"/],
  },
  {
    title: 'an unknown host in --limit',
    play: task('debug: { message: hello }'),
    args: ['--limit', 'w2'],
    code: 3,
    says: [/w2/, /did you mean "w1"/],
  },
  {
    title: 'a missing template',
    play: task('template: { src: web.conf.hbs, dest: /tmp/x }'),
    code: 3,
    says: [/play\.yml:4:\d+: .*web\.conf\.hbs/],
  },
  {
    title: 'bad YAML',
    play: '- hosts: web\n  tasks:\n   - name: "A\n',
    code: 3,
    says: [/play\.yml:\d+:\d+: /],
  },
  {
    title: 'a value of the wrong type',
    play: task('file: { path: /tmp/x, mode: 644 }'),
    code: 3,
    says: [/play\.yml:4:\d+: .*mode/, /"0644"/],
  },
  {
    title: 'yes where a boolean is meant',
    play: '- hosts: web\n  become: yes\n  tasks: []\n',
    code: 3,
    says: [/play\.yml:2:11: .*become/, /true/],
  },
  {
    title: 'an undefined variable',
    play: task('debug: { message: "{{ prot }}" }').replace('tasks:', 'vars: { port: 80 }\n  tasks:'),
    code: 3,
    says: [/play\.yml:5:\d+: .*prot/, /did you mean "port"/],
  },
  {
    title: 'a field that a registered result does not have',
    play: `${task('shell: { script: "true", readonly: true }\n      register: done')}    - name: Another\n      debug: { message: "{{ done.stdot }}" }\n`,
    code: 3,
    says: [/play\.yml:7:\d+: .*stdot/, /did you mean "stdout"/],
  },
  {
    title: 'a condition that is no CEL',
    play: task('debug: { message: hello }\n      when: "1 +"'),
    code: 3,
    says: [/play\.yml:5:\d+: /],
  },
  {
    title: 'a template that does not end',
    play: task('debug: { message: "{{ host.name " }'),
    code: 3,
    says: [/play\.yml:4:\d+: /],
  },
  {
    title: 'notice of a handler that is not there',
    play: task('debug: { message: hello }\n      notify: Restart wep'),
    code: 3,
    says: [/play\.yml:5:\d+: .*Restart wep/],
  },
  {
    title: 'an input of the wrong type',
    play: 'inputs:\n  port: { type: integer }\nplays:\n  - hosts: web\n    tasks: []\n',
    args: ['-e', 'port=many'],
    code: 3,
    says: [/port/, /number|integer/],
  },
  {
    title: 'no such playbook',
    play: '',
    args: ['none.yml'],
    code: 3,
    says: [/none\.yml/],
  },
  {
    title: 'an inventory with an unknown key',
    hosts: 'groops: {}\n',
    play: '- hosts: all\n  tasks: []\n',
    code: 3,
    says: [/hosts\.yml:1:1: .*groops/, /did you mean "groups"/],
  },
  {
    title: 'no such inventory',
    play: task('debug: { message: hello }'),
    args: ['-i', 'none.yml'],
    code: 3,
    says: [/none\.yml/],
  },
  {
    title: 'a K3s setting that differs between servers',
    hosts: `vars: { k3s: { source: { file: hosts.yml } } }
groups:
  datastore: { hosts: { db: { address: 127.0.0.1 } } }
  server:
    hosts:
      s1: { address: 127.0.0.2 }
      s2: { address: 127.0.0.3, vars: { k3s: { server: { config: { cluster-cidr: 10.50.0.0/16 } } } } }
`,
    play: '',
    args: ['servers.yml'],
    code: 3,
    says: [/hosts\.yml:7:\d+: .*cluster-cidr/, /s1/, /s2/],
  },
  {
    title: 'a host that nothing answers for',
    hosts: 'groups: { web: { hosts: { w1: { address: 127.0.0.1, connection: { port: 1 } } } } }\n',
    play: task('debug: { message: hello }'),
    code: 4,
    says: [/w1/, /refuses/],
  },
];

describe('k3play with mistakes in its files', function () {
  this.timeout(60_000);

  for (const { title, hosts = HOSTS, play, args = [], code, says } of MISTAKES) {
    it(`says what is wrong: ${title}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'k3play-mistakes-'));
      try {
        await mkdir(dirname(join(folder, 'play.yml')), { recursive: true });
        await writeFile(join(folder, 'hosts.yml'), hosts);
        await writeFile(join(folder, 'play.yml'), play);
        const playbook = play === '' ? [] : ['play.yml'];

        const ended = await k3play(['run', ...playbook, '-i', 'hosts.yml', ...args], { cwd: folder });

        const said = ended.stdout + ended.stderr;
        assert.equal(ended.code, code, said);
        for (const pattern of says) assert.match(said, pattern);
        assert.doesNotMatch(said, /^\s+at .*:\d+:\d+/m, 'no stack trace');
        assert.doesNotMatch(said, /bug of k3play/);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});

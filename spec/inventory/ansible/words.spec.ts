import assert from 'node:assert/strict';
import { readLiteral } from '../../../lib/inventory/ansible/literal.ts';
import { expandRange } from '../../../lib/inventory/ansible/ranges.ts';
import { readMeaning } from '../../../lib/inventory/ansible/settings.ts';
import { readSshArguments } from '../../../lib/inventory/ansible/ssh-arguments.ts';

describe('readLiteral', () => {
  const table: readonly (readonly [string, unknown])[] = [
    ['80', 80],
    ['-1.5', -1.5],
    ['1e3', 1000],
    ['0', 0],
    ['0644', '0644'],
    ['1.2.3', '1.2.3'],
    ['10.0.0.1', '10.0.0.1'],
    ['9007199254740993', '9007199254740993'],
    ['True', true],
    ['true', 'true'],
    ['None', null],
    ['"a b"', 'a b'],
    ["'it\\'s'", "it's"],
    ['80 # remark', 80],
    ['a # remark', 'a # remark'],
    ["[1, 'a', [True]]", [1, 'a', [true]]],
    ['(1, 2,)', [1, 2]],
    ['[a, b]', '[a, b]'],
    ["{'a': {'b': []}, 2: 'x'}", { a: { b: [] }, '2': 'x' }],
    ["{'__proto__': 1}", "{'__proto__': 1}"],
    ['[1', '[1'],
    ['', ''],
    ['"a" "b"', '"a" "b"'],
  ];
  for (const [text, expected] of table) {
    it(`reads ${text || 'nothing'} as ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(readLiteral(text), expected);
    });
  }
});

describe('expandRange', () => {
  const table: readonly (readonly [string, readonly string[] | RegExp])[] = [
    ['w1', ['w1']],
    ['w[1:3]', ['w1', 'w2', 'w3']],
    ['w[08:10].x', ['w08.x', 'w09.x', 'w10.x']],
    ['w[:2]', ['w0', 'w1', 'w2']],
    ['w[0:10:5]', ['w0', 'w5', 'w10']],
    ['[a:c]', ['a', 'b', 'c']],
    ['r[1:2]-[x:y]', ['r1-x', 'r1-y', 'r2-x', 'r2-y']],
    ['w[2:1]', /ends before it begins/],
    ['w[c:a]', /ends before it begins/],
    ['w[a:3]', /from a letter to a letter/],
    ['w[01:100]', /ends of different lengths/],
    ['w[1:3:0]', /a step of 0/],
    ['w[0:999999]', /more than 100000 hosts/],
    ['w[1:400]-[1:400]', /more than 100000 hosts/],
    ['w[1]', /brackets and no range/],
  ];
  for (const [pattern, expected] of table) {
    it(`reads ${pattern}`, () => {
      const names = expandRange(pattern);

      if (expected instanceof RegExp) assert.match(String(names), expected);
      else assert.deepEqual(names, expected);
    });
  }
});

describe('readSshArguments', () => {
  const table: Readonly<Record<string, object>> = {
    '-J jump@b:22': { settings: { jump: 'jump@b:22' } },
    '-o ProxyJump=b': { settings: { jump: 'b' } },
    '-oProxyJump=b -C': { settings: { jump: 'b' } },
    '-o ProxyCommand="ssh -W %h:%p -q me@b -p 2222"': { settings: { jump: 'me@b:2222' } },
    '-o ProxyCommand="nc %h %p"': { settings: {}, left: '-o ProxyCommand=nc %h %p' },
    '-o ProxyCommand="ssh -o X=y -W %h:%p b"': {
      settings: {},
      left: '-o ProxyCommand=ssh -o X=y -W %h:%p b',
    },
    '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null': { settings: { host_key: 'off' } },
    '-o StrictHostKeyChecking=accept-new': { settings: { host_key: 'accept-new' } },
    "-o 'UserKnownHostsFile ~/known'": { settings: { known_hosts: '~/known' } },
    '-i ~/k -p 22 -o ConnectTimeout=5': { settings: { key: '~/k', port: 22, connect_timeout: 5 } },
    '-o ControlMaster=auto -o ControlPersist=60s': { settings: {} },
    '-F other -v': { settings: {}, left: '-F other -v' },
  };
  for (const [text, expected] of Object.entries(table)) {
    it(`reads ${text}`, () => {
      assert.deepEqual(readSshArguments(text), expected);
    });
  }
});

describe('readMeaning', () => {
  const table: readonly (readonly [name: string, value: unknown, settings: object])[] = [
    ['ansible_host', 'h', { address: 'h' }],
    ['ansible_port', '22', { port: 22 }],
    ['ansible_port', 22, { port: 22 }],
    ['ansible_user', 1000, { user: '1000' }],
    ['ansible_ssh_pass', 1234, { password: '1234' }],
    ['ansible_ssh_private_key_file', '~/k', { key: '~/k' }],
    ['ansible_become', 'yes', { become: true }],
    ['ansible_become', 0, { become: false }],
    ['ansible_become', 'perhaps', { become: 'perhaps' }],
    ['ansible_become_user', 'app', { become_user: 'app' }],
    ['ansible_become_pass', 'x', { become_password: 'x' }],
    ['ansible_connection', 'local', { type: 'local' }],
    ['ansible_connection', 'smart', { type: 'ssh' }],
    ['ansible_host_key_checking', 'False', { host_key: 'off' }],
    ['ansible_host_key_checking', true, {}],
    ['ansible_timeout', '7', { connect_timeout: 7 }],
  ];
  for (const [name, value, settings] of table) {
    it(`takes ${name}=${String(value)} as ${JSON.stringify(settings)}`, () => {
      assert.deepEqual(readMeaning(name, value), { kind: 'settings', settings });
    });
  }

  for (const [name, value] of [
    ['colour', 'red'],
    ['ansible_become_method', 'sudo'],
    ['ansible_python_interpreter', '/usr/bin/python3'],
  ] as const) {
    it(`leaves ${name} a variable without a word`, () => {
      assert.deepEqual(readMeaning(name, value), { kind: 'variable' });
    });
  }
});

import assert from 'node:assert/strict';
import { chooseKex } from '../../../lib/connection/ssh/kex.ts';
import { failure } from '../here.ts';

const OFFERED = chooseKex('w1', undefined);

describe('chooseKex', () => {
  it('offers nothing that is weak, and the one that costs a host least first', () => {
    assert.equal(OFFERED[0], 'ecdh-sha2-nistp256');
    assert.ok(OFFERED.every((name) => !name.endsWith('-sha1')));
  });

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a list', 'curve25519-sha256,ecdh-sha2-nistp521', ['curve25519-sha256', 'ecdh-sha2-nistp521']],
    [
      'a list with ways that only ssh has',
      'sntrup761x25519-sha512@openssh.com,curve25519-sha256',
      ['curve25519-sha256'],
    ],
    ['+', '+diffie-hellman-group14-sha1', [...OFFERED, 'diffie-hellman-group14-sha1']],
    ['+ with one that is offered anyway', '+curve25519-sha256', OFFERED],
    [
      '^',
      '^curve25519-sha256',
      ['curve25519-sha256', ...OFFERED.filter((name) => name !== 'curve25519-sha256')],
    ],
    ['-', '-ecdh-*,*@libssh.org', OFFERED.filter((name) => !/^ecdh|libssh/.test(name))],
  ];
  for (const [title, setting, expected] of cases) {
    it(`understands ${title}`, () => assert.deepEqual(chooseKex('w1', setting), expected));
  }

  for (const setting of ['sntrup761x25519-sha512@openssh.com', 'nonsense', '-*', '']) {
    it(`refuses "${setting}", of which nothing is left`, () => {
      assert.throws(() => chooseKex('w1', setting), failure('unreachable', 'connection/kex', /^w1: /));
    });
  }
});

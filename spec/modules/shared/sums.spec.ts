import assert from 'node:assert/strict';
import { findSum } from '../../../lib/modules/shared/sums.ts';

const a = 'a'.repeat(64);
const b = 'B'.repeat(64);

describe('findSum', () => {
  for (const [title, list] of [
    ['text form', `${b}  other\n${a}  k3s\n`],
    ['binary form', `${a} *k3s`],
    ['lines of Windows', `${b}  other\r\n${a}  k3s\r\n`],
    ['a path', `${b}  xk3s\n${a}  ./dist/k3s\n`],
    ['the form of BSD', `SHA256 (k3s) = ${a}\n`],
  ] as const) {
    it(`reads ${title}`, () => {
      assert.equal(findSum(list, 'k3s'), a);
    });
  }

  it('gives lower-case hex', () => {
    assert.equal(findSum(`${b}  k3s`, 'k3s'), b.toLowerCase());
  });

  for (const list of ['', '<html>k3s</html>', `${a}  k3s-arm64`, `${a.slice(1)}  k3s`]) {
    it(`finds nothing in ${JSON.stringify(list.slice(-20))}`, () => {
      assert.equal(findSum(list, 'k3s'), undefined);
    });
  }
});

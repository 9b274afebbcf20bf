import assert from 'node:assert/strict';
import { Capture } from '../../../lib/connection/shell/capture.ts';
import { cutAtRandom, randomBuffer } from '../random.ts';

describe('Capture', () => {
  it('keeps everything within its limit', () => {
    const capture = new Capture(6);

    for (const part of ['ab', 'cd', 'ef']) capture.push(Buffer.from(part));

    assert.equal(capture.bytes().toString(), 'abcdef');
    assert.equal(capture.truncated, false);
  });

  it('keeps head and tail beyond it, however the bytes come', () => {
    for (let round = 0; round < 50; round += 1) {
      const bytes = randomBuffer(3000);
      const capture = new Capture(1001);

      for (const piece of cutAtRandom(bytes)) capture.push(piece);

      const expected =
        bytes.length <= 1001 ? bytes : Buffer.concat([bytes.subarray(0, 501), bytes.subarray(-500)]);
      assert.deepEqual(capture.bytes(), expected);
      assert.equal(capture.truncated, bytes.length > 1001);
    }
  });

  it('counts as truncated what the sender left out', () => {
    const capture = new Capture(100);

    capture.push(Buffer.from('head'));
    capture.skip();
    capture.push(Buffer.from('tail'));

    assert.equal(capture.bytes().toString(), 'headtail');
    assert.equal(capture.truncated, true);
  });

  it('keeps nothing where nothing is wanted', () => {
    const capture = new Capture(0);

    capture.push(Buffer.from('x'));

    assert.equal(capture.bytes().length, 0);
    assert.equal(capture.truncated, true);
  });
});

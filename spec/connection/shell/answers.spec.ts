import assert from 'node:assert/strict';
import { AnswerParser, type Piece } from '../../../lib/connection/shell/answers.ts';
import { cutAtRandom, randomBuffer } from '../random.ts';

const NONCE = '0123456789abcdef0123456789abcdef';

describe('AnswerParser', () => {
  it('parts marks and bytes, wherever the stream is cut', () => {
    for (let round = 0; round < 100; round += 1) {
      const bodies = [randomBuffer(300), Buffer.from(NONCE.slice(0, 20)), randomBuffer(5), Buffer.alloc(0)];
      const stream = Buffer.concat(bodies.flatMap((body, id) => [Buffer.from(`${NONCE} ${id} out\n`), body]));
      const parser = new AnswerParser(NONCE);

      const pieces = cutAtRandom(Buffer.concat([stream, Buffer.from(`${NONCE} end\n`)])).flatMap((cut) =>
        parser.push(cut),
      );

      assert.deepEqual(join(pieces), [
        ...bodies.flatMap((body, id) => [`${id} out`, ...(body.length > 0 ? [body.toString('hex')] : [])]),
        'end',
      ]);
    }
  });

  it('hands on noise before the first mark as bytes', () => {
    const pieces = new AnswerParser(NONCE).push(Buffer.from(`Welcome!\n${NONCE} ready /tmp/x\n`));

    assert.deepEqual(join(pieces), [Buffer.from('Welcome!\n').toString('hex'), 'ready /tmp/x']);
  });

  it('stays bounded where a mark never ends', () => {
    const parser = new AnswerParser(NONCE);

    assert.throws(() => parser.push(Buffer.from(NONCE + 'x'.repeat(2000))), RangeError);
  });
});

function join(pieces: readonly Piece[]): readonly string[] {
  const joined: string[] = [];
  let bytes = '';
  const flush = (): void => {
    if (bytes !== '') joined.push(bytes);
    bytes = '';
  };
  for (const piece of pieces) {
    if (piece.kind === 'bytes') bytes += piece.bytes.toString('hex');
    else {
      flush();
      joined.push(piece.words.join(' '));
    }
  }
  flush();
  return joined;
}

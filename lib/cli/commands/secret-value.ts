import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';

/** A secret from standard input, without the newline at the end of a single line; asked for unseen on a terminal. */
export async function readValue(name: string): Promise<string> {
  if (process.stdin.isTTY) return askUnseen(`value of ${name} (not shown): `);
  const given = await text(process.stdin);
  return /^[^\n]*\n$/.test(given) ? given.replace(/\r?\n$/, '') : given;
}

async function askUnseen(question: string): Promise<string> {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const given = new Promise<string>((resolve) => {
    lines.once('line', resolve).once('close', () => {
      resolve('');
    });
  });
  try {
    return await given;
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

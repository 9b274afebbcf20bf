// Stands between two ends of TCP as a long line would: whatever one end says, the other hears later.
import { readFileSync } from 'node:fs';
import { createServer, Socket } from 'node:net';

interface Passage {
  readonly address: string;
  /** Ports. */
  readonly from: number;
  readonly to: number;
}

export interface RelayWork {
  /** Of one direction. */
  readonly delayMs: number;
  readonly passages: readonly Passage[];
}

function open({ address, from, to }: Passage, delayMs: number): Promise<void> {
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    const far = new Socket();
    carry(near, far, delayMs);
    carry(far, near, delayMs);
    // The near end may speak once an answer has come from afar; the far end is told one way later.
    setTimeout(() => {
      setTimeout(() => far.connect({ host: address, port: to, noDelay: true }), delayMs);
      near.resume();
    }, 2 * delayMs);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(from, address, resolve);
  });
}

// Timers of one length end in the order they began.
function carry(source: Socket, target: Socket, delayMs: number): void {
  source.on('data', (chunk) => setTimeout(() => target.write(chunk), delayMs));
  source.once('end', () => setTimeout(() => target.end(), delayMs));
  source.once('error', () => target.destroy());
}

async function main({ delayMs, passages }: RelayWork): Promise<void> {
  await Promise.all(passages.map((passage) => open(passage, delayMs)));
  console.log('open');
}

const [, , file = ''] = process.argv;
void main(JSON.parse(readFileSync(file, 'utf8')) as RelayWork);

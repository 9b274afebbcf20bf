import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { Secret } from '../../../lib/core/secret.ts';
import { type FailureKind, K3Error } from '../../../lib/core/errors.ts';
import { type Cut, CuttingProxy, type CutKind, type Direction } from './cutting-proxy.ts';
import { EXCHANGES, type Exchange, type Stage } from './exchanges.ts';
import { eventually } from './eventually.ts';
import { type Sshd, listShellFolders, startSshd } from './sshd.ts';
import { type SpecUser, addUser } from './user.ts';

/** Places in each exchange and direction at which it is cut, by kind: silence is found only after seconds. */
const PLACES: readonly (readonly [CutKind, number])[] = [
  ['drop', 6],
  ['silence', 3],
];
const AT_ONCE = 8;
const HANG_MS = 20_000;

interface Passage {
  readonly stage: Stage;
  readonly bytes: Readonly<Record<Direction, number>>;
}

describe('a connection that is cut', () => {
  let ordinary: Sshd;
  let oneChannel: Sshd;
  let user: SpecUser;
  let sshConfig: string;
  let stages = 0;
  let foldersBefore: readonly string[];

  before(async () => {
    foldersBefore = listShellFolders();
    ordinary = await startSshd(['MaxStartups 200']);
    oneChannel = await startSshd(['MaxStartups 200', 'MaxSessions 1']);
    user = addUser();
    user.allow('ALL=(ALL) ALL');
    sshConfig = join(ordinary.folder, 'short_patience');
    writeFileSync(sshConfig, 'ServerAliveInterval 1\nServerAliveCountMax 1\n');
  });
  after(async () => {
    await ordinary.stop();
    await oneChannel.stop();
    user.remove();
  });

  const newStage = (sshd: Sshd, proxy: CuttingProxy): Stage => {
    stages += 1;
    const folder = join(ordinary.folder, `stage-${stages}`);
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    const settings = {
      port: proxy.port,
      user: user.name,
      hostKey: 'off',
      becomePassword: new Secret(user.password),
      connectTimeoutMs: 700,
    } as const;
    return { folder, connect: () => sshd.connect(settings, { sshConfig }) };
  };

  /** Goes through an exchange, cut or not. */
  const goThrough = async (exchange: Exchange, cut?: Cut): Promise<Passage> => {
    const sshd = exchange.sshd === 'one-channel' ? oneChannel : ordinary;
    const proxy = await CuttingProxy.start(sshd.port);
    const stage = newStage(sshd, proxy);
    const connection = await stage.connect();
    try {
      await exchange.prepare?.(connection, stage);
      const before = { ...proxy.passed };
      if (cut) proxy.plan(cut);
      await judge(exchange.act(connection, stage), exchange.kinds ?? ['lost'], (result) =>
        exchange.whole?.(result, stage),
      );
      const bytes = { up: proxy.passed.up - before.up, down: proxy.passed.down - before.down };
      return { stage, bytes };
    } finally {
      await bounded(connection.close());
      proxy.stop();
    }
  };

  /** Cuts one exchange at all places, some at once. */
  const cutEverywhere = async <T>(bytes: Passage['bytes'], go: (cut: Cut) => Promise<T>): Promise<T[]> => {
    const limit = pLimit(AT_ONCE);
    const going = listCuts(bytes).map((cut) =>
      limit(() =>
        go(cut).catch((error: unknown) => {
          throw new Error(`cut by ${JSON.stringify(cut)}`, { cause: error });
        }),
      ),
    );
    return Promise.all(going);
  };

  it('while connecting, by banner, keys or login, is unreachable, and soon', async () => {
    const connectOver = async (cut?: Cut): Promise<Passage> => {
      const proxy = await CuttingProxy.start(ordinary.port);
      const stage = newStage(ordinary, proxy);
      if (cut) proxy.plan(cut);
      await judge(stage.connect(), ['unreachable'], (connection) => connection.close());
      proxy.stop();
      return { stage, bytes: proxy.passed };
    };
    const { bytes } = await connectOver();

    await cutEverywhere(bytes, connectOver);

    await eventually('no session is left', () => ordinary.sessions().length === 0);
  });

  for (const exchange of EXCHANGES) {
    it(`while ${exchange.title} ends with an error or a whole answer, soon, and nothing is done twice`, async () => {
      const { bytes } = await goThrough(exchange);

      const passages = await cutEverywhere(bytes, (cut) => goThrough(exchange, cut));

      await eventually('the shells are gone', () =>
        listShellFolders().every((folder) => foldersBefore.includes(folder)),
      );
      for (const { stage } of passages) exchange.after?.(stage);
    });
  }
});

function listCuts(bytes: Readonly<Record<Direction, number>>): readonly Cut[] {
  return (['up', 'down'] as const).flatMap((direction) =>
    PLACES.flatMap(([kind, places]) =>
      Array.from({ length: places }, (_, i) => ({
        kind,
        direction,
        afterBytes: Math.floor((bytes[direction] * i) / places),
      })),
    ),
  );
}

/** What is acted ends in time: whole, or with an error of one of these kinds. */
async function judge<T>(
  acting: Promise<T>,
  kinds: readonly FailureKind[],
  whole: (result: T) => unknown,
): Promise<void> {
  const outcome = await bounded(
    acting.then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    ),
  );
  if ('result' in outcome) await whole(outcome.result);
  else if (!(outcome.error instanceof K3Error) || !kinds.includes(outcome.error.kind)) throw outcome.error;
}

async function bounded<T>(promise: Promise<T>): Promise<T> {
  const control = new AbortController();
  const hang = pause(HANG_MS, undefined, { signal: control.signal }).then(() => {
    throw new Error(`it hangs: nothing within ${HANG_MS / 1000} s`);
  });
  try {
    return await Promise.race([promise, hang]);
  } finally {
    control.abort();
    hang.catch(() => undefined);
  }
}

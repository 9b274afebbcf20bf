import { timeProgram } from '../measure.ts';
import { formatTime } from '../report/numbers.ts';
import { K3PLAY, ROOT } from '../places.ts';
import { runRounds, type Runner } from '../rounds.ts';
import type { Scenario } from './scenario.ts';

const ROUNDS = 15;
const NOTHING = 'node -e 0';
const VERSION = 'k3play --version';
const MAY_TAKE_MS = 60;

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  [NOTHING]: ['-e', '0'],
  [VERSION]: [K3PLAY, '--version'],
  'k3play validate ha.yml': [K3PLAY, 'validate', 'ha.yml', '-i', 'inventory/lab.yml'],
};

/** How long the command takes to start, beside node doing nothing. */
export const start: Scenario = {
  name: 'start',
  async run() {
    const runners = Object.entries(COMMANDS).map(([name, args]): Runner => ({
      name,
      peer: false,
      run: async () => (await timeProgram({ program: process.execPath, args, cwd: ROOT })).wallMs,
    }));
    const series = await runRounds(runners, { rounds: ROUNDS, say: () => undefined });
    const medians = new Map(series.map(({ name, medianMs }) => [name, medianMs]));
    const more = (name: string) => (medians.get(name) ?? NaN) - (medians.get(NOTHING) ?? NaN);
    return {
      title: 'Start',
      text: 'Beside node doing nothing.',
      table: [
        ['', 'median', `more than ${NOTHING}`, 'runs'],
        ...series.map(({ name, medianMs, timesMs }) => [
          name,
          formatTime(medianMs),
          formatTime(more(name)),
          `${timesMs.length}`,
        ]),
      ],
      targets: [
        {
          what: `${VERSION}: more than ${NOTHING}`,
          asked: `${formatTime(MAY_TAKE_MS)} or less`,
          measured: formatTime(more(VERSION)),
          reached: more(VERSION) <= MAY_TAKE_MS,
        },
      ],
    };
  },
};

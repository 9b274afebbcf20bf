import { parseArgs } from 'node:util';
import { SCENARIOS } from './scenarios/index.ts';

export interface Options {
  /** Names of scenarios; all where none was asked for. */
  readonly only: readonly string[];
  /** How often each contestant runs; other engines run twice at most. */
  readonly rounds: number;
  /** Fewer hosts, and only what takes seconds. */
  readonly quick: boolean;
}

const DEFAULT_ROUNDS = 5;
const QUICK_ROUNDS = 3;

export const USAGE = `npm run bench -- [--only NAMES] [--rounds N] [--quick]

  --only NAMES   of ${SCENARIOS.map(({ name }) => name).join(', ')}; parted by commas
  --rounds N     how often each contestant runs (${DEFAULT_ROUNDS}; Ansible and Mitogen twice at most)
  --quick        fewer hosts, without Ansible and Mitogen, ${QUICK_ROUNDS} rounds

Only a run of everything writes docs/performance.md.`;

/** Throws an Error that says what is wrong with the words. */
export function parseOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown.length > 0) throw new Error(`there is no scenario "${unknown.join('", "')}"`);
  const rounds = Number(values.rounds ?? (values.quick ? QUICK_ROUNDS : DEFAULT_ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds wants a whole number from 1');
  return { only, rounds, quick: values.quick };
}

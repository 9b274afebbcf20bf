import { join } from 'node:path';

/** Where the stages leave their counts; removed at the start of each run. */
export const RESULTS = join('coverage', 'results');

export interface Stage {
  readonly name: string;
  readonly command: readonly string[];
  /** Where a stage of specs leaves its counts. A stage that should and does not has failed. */
  readonly results?: string;
}

const CHECKS: readonly Stage[] = [
  { name: 'types', command: ['tsc'] },
  { name: 'lint', command: ['eslint', '.'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'layers', command: ['depcruise', 'lib', 'spec', 'scripts', 'bench'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'docs in step', command: ['tsx', 'scripts/docs.ts', '--check'] },
  { name: 'unit specs', command: ['c8', 'mocha', 'spec/**/*.spec.ts'], results: join(RESULTS, 'unit.json') },
];

const ON_REAL_HOSTS: readonly Stage[] = [
  { name: 'setup', command: ['scripts/setup'] },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  {
    name: 'end-to-end specs',
    command: [
      'mocha',
      '--config',
      '.mocharc.e2e.json',
      'spec/contract/package.spec.ts',
      'spec/e2e/**/*.spec.ts',
    ],
    results: join(RESULTS, 'e2e.json'),
  },
];

/** Quick stages need nothing but node and a shell; the others need root, sshd and hosts of the lab. */
export function listStages({ quick }: { readonly quick: boolean }): readonly Stage[] {
  return quick ? CHECKS : [...CHECKS, ...ON_REAL_HOSTS];
}

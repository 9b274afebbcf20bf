// `npm test` runs every stage, `npm run check` those that need nothing of the machine. A stage that fails
// does not stop the next, so that one run tells everything.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { listStages, RESULTS, type Stage } from './stages.ts';

function runStage({ name, command, results }: Stage): boolean {
  console.log(`\n── ${name}: ${command.join(' ')}`);
  const began = performance.now();
  const [program = '', ...words] = command;
  const reporter = results
    ? ['--reporter', './scripts/results-reporter.cjs', '--reporter-option', `output=${results}`]
    : [];
  const { status, error } = spawnSync(program, [...words, ...reporter], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  const ended = status === 0 && (results === undefined || existsSync(results));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `── ${name}: ${ended ? 'done' : 'FAILED'} after ${seconds} s${error ? ` (${error.message})` : ''}`,
  );
  return ended;
}

const quick = process.argv[2] === 'check';
rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });

const failed = listStages({ quick }).filter((stage) => !runStage(stage));
writeFileSync(join(RESULTS, 'stages.json'), JSON.stringify({ failed: failed.map(({ name }) => name) }));
console.log(
  failed.length === 0 ? '\nAll stages passed.' : `\nFailed: ${failed.map(({ name }) => name).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

// Makes a picture of a terminal from what a program wrote to one. A film, where there is a timing file:
//   script -qec 'npx k3play run ha.yml -i inventory/lab.yml' --log-out run.log --log-timing run.timing
//   npx tsx scripts/record.ts run.log docs/run.svg --timing run.timing --title 'k3play run ha.yml'
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readWritten, shootFilm } from './picture/film.ts';
import { drawPicture } from './picture/svg.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    title: { type: 'string', default: 'k3play' },
    timing: { type: 'string' },
    columns: { type: 'string', default: '100' },
    rows: { type: 'string' },
  },
});
const [input, output] = positionals;

if (input === undefined || output === undefined) {
  console.error('usage: record.ts INPUT OUTPUT.svg [--timing FILE] [--title TEXT] [--columns N] [--rows N]');
  process.exitCode = 3;
} else {
  const columns = Number(values.columns);
  const timing = values.timing === undefined ? undefined : readFileSync(values.timing, 'utf8');
  const frames = shootFilm(readWritten(readFileSync(input), timing), columns);
  // A film has the height of a screen; a picture is as tall as what it shows.
  const tallest = Math.max(1, ...frames.map(({ rows }) => rows.length));
  const rows =
    values.rows === undefined
      ? timing === undefined
        ? tallest
        : Math.min(tallest, 30)
      : Number(values.rows);
  writeFileSync(output, drawPicture(frames, { title: values.title, columns, rows }));
}

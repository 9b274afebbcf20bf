// What runs in the enclosure; see enclosure.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBed } from './bed/bed.ts';
import { findPeers } from './contestants/peers.ts';
import { parseOptions, type Options } from './options.ts';
import { FIGURE, PAGE, ROOT } from './places.ts';
import { describeLoad, describeMachine } from './report/machine.ts';
import { renderPage } from './report/page.ts';
import { renderReport, type Report } from './report/report.ts';
import { SCENARIOS } from './scenarios/index.ts';
import type { Ring, Scenario } from './scenarios/scenario.ts';

/** Says whether every scenario came to its end. */
async function bench(options: Options): Promise<boolean> {
  const chosen = SCENARIOS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const load = describeLoad();
  console.log(load);
  const bed = await makeBed();
  const peers = options.quick ? [] : findPeers();
  const ring: Ring = { bed, peers, ...options, say: (text) => console.log(text) };
  const reports: Report[] = [];
  for (const scenario of chosen) {
    const report = await runScenario(scenario, ring);
    if (report) reports.push(report);
  }
  bed.close();
  const whole = reports.length === SCENARIOS.length && !options.quick;
  if (whole) writePage(reports, [...describeMachine(peers), load]);
  console.log(
    `\ndocs/${PAGE} ${whole ? 'is written' : 'stays as it is: only a run of everything writes it'}`,
  );
  return reports.length === chosen.length;
}

function writePage(reports: readonly Report[], circumstances: readonly string[]): void {
  const docs = join(ROOT, 'docs');
  writeFileSync(join(docs, PAGE), renderPage(reports, circumstances));
  for (const { figure } of reports) if (figure) writeFileSync(join(docs, FIGURE), figure.svg);
}

/** One that breaks off takes only its own numbers with it. */
async function runScenario({ name, run }: Scenario, ring: Ring): Promise<Report | undefined> {
  console.log(`\n── ${name}`);
  try {
    const report = await run(ring);
    console.log(`\n${renderReport(report)}`);
    return report;
  } catch (error) {
    console.error(`bench: ${name} broke off:`, error);
    return undefined;
  }
}

process.exitCode = (await bench(parseOptions(process.argv.slice(2)))) ? 0 : 1;

import { renderReport, renderTargets, type Report } from './report.ts';

const HEADING = `# Performance

<!-- Written by \`npm run bench\`; change that, not this. -->

\`npm run bench\` measures this on any Debian machine, as root: real sshd on loopback, every program timed whole, from before its start to after its end. Contestants take turns, forwards and backwards, and a median is taken; every run is checked to have done its work, task by task. Ansible is given pipelining, as many forks as hosts, no facts to gather and a known interpreter. Everyone has the same user, the same key, unchecked host keys, and no connection left over from before.

The numbers that count are the ratios: they come from one run on one machine.`;

/** The whole of docs/performance.md. */
export function renderPage(reports: readonly Report[], machine: readonly string[]): string {
  return `${[
    HEADING,
    `Measured: ${machine.join('; ')}.`,
    '## Asked for and reached',
    renderTargets(reports.flatMap(({ targets }) => targets)),
    ...reports.map((report) => renderReport({ ...report, targets: [] })),
  ].join('\n\n')}\n`;
}

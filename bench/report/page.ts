import { FIGURE } from '../places.ts';
import { renderReport, renderTargets, type Report } from './report.ts';

const HEADING = `# Performance

<!-- Written by \`npm run bench\`; change that, not this. -->

\`npm run bench\` measures this on a Debian machine, as root: real sshd on loopback, every program timed whole, from before its start to after its end. Contestants take turns, forwards and backwards, and medians are compared; Ansible and Mitogen run twice at most. Every run is checked to have done its work, task by task. Ansible gets pipelining, as many forks as hosts, no facts to gather and a known interpreter. All have the same users and key, unchecked host keys, and no connection left over from before.

Times depend on the machine. What counts are the ratios, each from one run of the bench.`;

/** The whole of docs/performance.md. */
export function renderPage(reports: readonly Report[], circumstances: readonly string[]): string {
  return `${[
    HEADING,
    circumstances.map((line) => `- ${line}`).join('\n'),
    '## Asked for and reached',
    renderTargets(
      reports.flatMap(({ title, targets }) =>
        targets.map((target) => ({ ...target, what: `${title}: ${target.what}` })),
      ),
    ),
    ...reports.map(renderSection),
  ].join('\n\n')}\n`;
}

function renderSection(report: Report): string {
  const section = renderReport({ ...report, targets: [] });
  return report.figure ? `${section}\n\n![${report.figure.alt}](${FIGURE})` : section;
}

import type { LabHostStatus, LabProgress } from '../../lab/model.ts';

const HEADER = ['NAME', 'ADDRESS', 'STATE', 'SINCE', 'CUT FROM'];

/** Hosts as a table, one a line. */
export function drawHosts(hosts: readonly LabHostStatus[]): string {
  const rows = hosts.map(({ name, address, state, since, cutFrom }) => [
    name,
    address,
    state,
    since === undefined ? '-' : describeTime(new Date(since)),
    cutFrom.length === 0 ? '-' : cutFrom.map((other) => (other === '*' ? 'everything' : other)).join(', '),
  ]);
  const lines = [HEADER, ...rows];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map(
      (cells) =>
        `${cells
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** One line for each thing that takes time or that the operator should know. */
export function describeProgress(progress: LabProgress): string {
  switch (progress.kind) {
    case 'lock-awaited':
      return `Waiting for another k3play lab command, which holds ${progress.path}\n`;
    case 'packages-missing':
      return `Installing with apt-get what a lab needs: ${progress.packages.join(', ')}\n`;
    case 'base-build-started':
      return `Building the base root ${progress.path}; once, in about a minute\n`;
    case 'base-built':
      return `Built the base root in ${describeSeconds(progress.durationMs)}\n`;
    case 'resolver-missing':
      return `Hosts will not resolve names of the world: ${progress.reason}\n`;
    case 'limit-raised':
      return `Raised ${progress.path} from ${progress.from} to ${progress.to}, until this machine boots again\n`;
    case 'host-started':
      return '';
    case 'host-answered':
      return `${progress.host} answers after ${describeSeconds(progress.durationMs)}\n`;
    case 'undo-started':
      return `The lab ${progress.reason === 'failed' ? 'could not be brought up' : 'was interrupted'}: taking away what was begun\n`;
  }
}

function describeSeconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** Local time to the second, without what a table need not say. */
function describeTime(time: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = [time.getFullYear(), pad(time.getMonth() + 1), pad(time.getDate())].join('-');
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(pad).join(':')}`;
}

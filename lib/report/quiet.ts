import type { FailOnChange } from '../run/exit-code.ts';
import type { RunEvent } from '../run/events.ts';
import type { Reporter } from './contract.ts';

/** Says nothing until something failed, or drifted where drift is looked for; then everything from the start. */
export function createQuietReporter(reporter: Reporter, drift: FailOnChange | undefined): Reporter {
  let kept: RunEvent[] | undefined = [];
  return {
    listen: (event) => {
      if (!kept) {
        reporter.listen(event);
        return;
      }
      kept.push(event);
      if (!isNews(event, drift)) return;
      for (const one of kept) reporter.listen(one);
      kept = undefined;
    },
    close: () => {
      reporter.close();
    },
  };
}

function isNews(event: RunEvent, drift: FailOnChange | undefined): boolean {
  switch (event.kind) {
    case 'host-failed':
      return true;
    case 'task-ended':
      return (
        (event.failure !== undefined && event.borne === undefined) ||
        (event.status === 'changed' && drift !== undefined) ||
        (event.status === 'unknown' && drift === 'possible')
      );
    case 'run-ended':
      return event.exitCode !== 0;
    default:
      return false;
  }
}

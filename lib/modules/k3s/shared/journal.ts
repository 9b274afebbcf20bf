import { sh } from '../../../connection/sh.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';
import { findCause } from './causes/diagnosis.ts';

/** The journal's last lines, for when a wait is over. */
export function readJournal(unit: string): HostRead<string> {
  return hostRead({
    key: `k3s-journal:${unit}`,
    script: sh`journalctl --unit=${unit} --lines=20 --no-pager --output=cat 2>&1 || :`,
    parse: (output) => describeJournal(textOf(output)),
  });
}

/**
 * A lasting cause is told by the fault that ends the wait; of a passing one the wait tells the cause only, so
 * its cure is said here. The unit tries to load modules that a kernel may have built in: that is no news.
 */
export function describeJournal(text: string): string {
  const lines = foldRepeats(
    text
      .trimEnd()
      .split('\n')
      .filter((line) => !MODPROBE.test(line)),
  );
  const cause = findCause(text);
  const cure = cause && !cause.lasting ? [`what to do: ${cause.hint}`] : [];
  return [...cure, 'last lines of the journal:', ...lines].join('\n');
}

const MODPROBE = /^modprobe: FATAL: Module (br_netfilter|overlay) /;

/** One line for several in a row that differ in their time only. */
function foldRepeats(lines: readonly string[]): string[] {
  const bare = (line: string | undefined): string | undefined => line?.replace(/^time="[^"]*" /, '');
  const folded: string[] = [];
  let times = 1;
  for (const [index, line] of lines.entries()) {
    if (bare(line) === bare(lines[index + 1])) {
      times += 1;
      continue;
    }
    folded.push(times === 1 ? line : `${line} (${times} times)`);
    times = 1;
  }
  return folded;
}

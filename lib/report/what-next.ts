import type { Commands } from './contract.ts';
import type { Paint } from './paint.ts';
import type { RunEnded } from './recap.ts';

/** The commands that go on from here; [] after a run that ended well. */
export function describeNext(
  { exitCode, hosts, unguarded = 0 }: RunEnded,
  { again, failedOnly, resume }: Commands,
  paint: Paint,
): readonly string[] {
  if (exitCode === 0 || exitCode === 5) return [];
  const counts = Object.values(hosts);
  const lost = counts.filter(({ failed, unreachable }) => failed + unreachable > 0).length;
  const onSome = lost > 0 && lost < counts.length;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['run again:', again],
    ['where it failed:', onSome ? failedOnly : undefined],
    // Without such commands it would be the same run again.
    ['go on from there:', unguarded > 0 ? resume : undefined],
  ];
  return lines.flatMap(([label, command]) =>
    command === undefined ? [] : [`${paint.dim(label)} ${command}`],
  );
}

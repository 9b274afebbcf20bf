import { hintNearest } from '../../../core/nearest.ts';
import { flagsOf, type Role } from './flags.ts';

/** `"tls-sann" (did you mean "tls-san"?)`, for each setting that no known release of K3s has. */
export function describeUnknownSettings(role: Role, keys: Iterable<string>): readonly string[] {
  const known = flagsOf(role);
  return [...keys]
    .filter((key) => !known.has(key.replace(/\+$/, '')))
    .map((key) => {
      const hint = hintNearest(key, known);
      return `"${key}"${hint === undefined ? '' : ` (${hint})`}`;
    });
}

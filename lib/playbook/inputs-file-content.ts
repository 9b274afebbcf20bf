import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '../core/errors.ts';
import { reveal, Secret } from '../core/secret.ts';
import type { SchemaIssue, ValuePath } from '../schema/validate.ts';

/** Text of more than one line is content already, not a path. */
export function isPathOfContent(value: unknown): value is string | Secret {
  return (typeof value === 'string' || value instanceof Secret) && !reveal(value).trim().includes('\n');
}

/** What is in a file of this machine, as secret as its path was. */
export function readContent(
  path: string | Secret,
  place: ValuePath,
): { readonly value: unknown; readonly issues: readonly SchemaIssue[] } {
  const file = resolve(reveal(path).trim());
  try {
    const text = readFileSync(file, 'utf8');
    return { value: path instanceof Secret ? new Secret(text) : text, issues: [] };
  } catch (cause) {
    // A secret that stands where a path is wanted must not be shown.
    const hint = path instanceof Secret ? undefined : messageOf(cause);
    const message = 'is neither text of several lines nor the path of a file that can be read';
    return { value: path, issues: [{ path: place, message, ...(hint !== undefined && { hint }) }] };
  }
}

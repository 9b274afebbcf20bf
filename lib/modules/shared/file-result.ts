import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import type { Predicted } from '../define.ts';
import type { PathState } from './path-state.ts';

/** What the modules that place a file say of it. */
export const FileResult = t.Object({
  path: t.String({ description: 'Path of the file on the host.' }),
  mode: t.String({ description: 'Mode as octal text, such as "0644".' }),
  owner: t.String({ description: 'Name of the owner, or its number where it has no name.' }),
  group: t.String({ description: 'Name of the group, or its number where it has no name.' }),
  size: t.Integer({ description: 'Size in bytes.' }),
  sha256: t.String({ description: 'SHA-256 of the content, lower-case hex.' }),
});

export function describeFile(path: string, state: PathState): Predicted<Static<typeof FileResult>> {
  if (state.kind === 'file') {
    const { mode, owner, group, size } = state;
    return { path, mode, owner, group, size, sha256: state.sha256 ?? new Unknown('the file cannot be read') };
  }
  const why = new Unknown(`${path} is not a file yet`);
  return { path, mode: why, owner: why, group: why, size: why, sha256: why };
}

/** A field's value, or the empty one where there is nothing. */
export function orEmpty<T>(value: T | Unknown | undefined, empty: T): T | Unknown {
  return isUnknown(value) ? value : (value ?? empty);
}

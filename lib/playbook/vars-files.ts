import { dirname } from 'node:path';
import { isPlainMap } from '../schema/examine.ts';
import type { Compiled } from '../template/compiled.ts';
import type { Reading } from './draft.ts';
import { isFile } from './lookup.ts';
import { besides, rootOf, type Place } from './place.ts';
import { readVars } from './vars.ts';

/** Variables of files, compiled; the later file wins. */
export async function readVarsFiles(
  list: Place | undefined,
  reading: Reading,
): Promise<Readonly<Record<string, Compiled>>> {
  const { faults, variables: load } = reading;
  const vars: Record<string, Compiled> = {};
  for (const place of list?.items() ?? []) {
    if (typeof place.value !== 'string') continue;
    const file = besides(place.document.file, place.value);
    if (!isFile(file)) {
      const hint = place.value.includes('{{')
        ? 'the path cannot be a template, as files are read before the first connection; the inventory has variables of groups and hosts'
        : `the path counts from ${dirname(place.document.file)}`;
      faults.add('no-vars-file', `there is no file "${place.value}"`, { span: place.span, hint });
      continue;
    }
    const document = await load(file);
    if (!document || document.value === null) continue;
    const root = rootOf(document);
    if (isPlainMap(root.value)) Object.assign(vars, readVars(root, reading));
    else faults.add('shape', 'a file of variables is a map of names to values', { span: root.span });
  }
  return vars;
}

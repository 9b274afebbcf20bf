import type { Secret } from '../../core/secret.ts';
import { isUnknown, type Unknown } from '../../core/unknown.ts';
import { t } from '../../schema/build.ts';
import { PlanFault, type Plan } from '../step.ts';
import { decodeText } from './file-content.ts';
import { ownershipParams } from './ownership.ts';
import type { PathState } from './path-state.ts';
import { planFile, replacementParams, type WantedFile } from './place-file.ts';

/** The param `path` of modules that edit a text file. */
export const textPathParam = t.Path({ description: 'Path of the file on the host, of 64 KiB at most.' });

/** The other params of the file itself. */
export const textFileParams = {
  mode: t.Optional(t.Mode({ description: 'Mode, such as "0644". Without it the mode stays.' })),
  ...ownershipParams,
  ...replacementParams,
};

/** The param `create` of those that also make it. */
export const createParam = t.Boolean({
  description: 'Whether to make the file where there is none.',
  default: false,
});

export type EditedText = string | Secret | Unknown | PlanFault;

/** A text file that a task edits. */
export interface TextFile extends Omit<WantedFile, 'content'> {
  readonly edit: (text: string) => EditedText;
  /** What is edited where there is no file; a fault where there must be one, undefined where none will do. */
  readonly missing: string | PlanFault | undefined;
}

/** The steps that edit a text file in its place. */
export function planTextFile(
  wanted: TextFile,
  found: { readonly file: PathState; readonly folder: PathState },
): Plan {
  const content = editFile(wanted, found.file);
  if (content === undefined) return [];
  if (content instanceof PlanFault) return content;
  const { path, mode, owner, group, validate, backup } = wanted;
  return planFile({ path, content, mode, owner, group, validate, backup }, found);
}

/** What is edited where there is no file, of something that is wanted in it or not. */
export function describeMissing({
  path,
  create,
  state,
}: {
  readonly path: string;
  readonly create: boolean;
  readonly state: 'present' | 'absent';
}): TextFile['missing'] {
  if (state === 'absent') return undefined;
  return create ? '' : new PlanFault(`${path} does not exist on the host`, { hint: 'create: true makes it' });
}

function editFile({ path, edit, missing }: TextFile, file: PathState): EditedText | undefined {
  switch (file.kind) {
    case 'absent':
      return typeof missing === 'string' ? edit(missing) : missing;
    case 'file': {
      const { content } = file;
      if (content === undefined) return unreadable(path, file.sha256);
      if (isUnknown(content)) return content;
      const text = decodeText(content);
      return text === undefined ? new PlanFault(`${path} is not UTF-8 text`) : edit(text);
    }
    case 'link':
      return new PlanFault(`${path} is a link to ${file.target} on the host`, {
        hint: 'name the file it leads to',
      });
    default:
      return '';
  }
}

function unreadable(path: string, sum: unknown): PlanFault {
  if (sum === undefined) {
    return new PlanFault(`the user of this task may not read ${path}`, { hint: 'run the task with become' });
  }
  return new PlanFault(`${path} is too large to be edited: 64 KiB at most`);
}

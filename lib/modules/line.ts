import { isUnknown, type Unknown } from '../core/unknown.ts';
import { messageOf } from '../core/errors.ts';
import { reveal, type Secret } from '../core/secret.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { editLines, type LineEdit } from './shared/edit-lines.ts';
import { decodeText } from './shared/file-content.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { ownershipParams } from './shared/ownership.ts';
import type { PathState } from './shared/path-state.ts';
import { planFile, readTarget } from './shared/place-file.ts';
import { PlanFault } from './step.ts';

const Params = t.Object(
  {
    path: t.Path({ description: 'Path of the file on the host, of 64 KiB at most.' }),
    line: t.Optional(t.Text({ description: 'The whole line, without its line end.' })),
    regexp: t.Optional(
      t.String({
        description:
          'JavaScript regular expression. The last line it matches is replaced by `line`; with state "absent" all lines it matches go.',
        examples: ['^PermitRootLogin '],
      }),
    ),
    state: t.OneOf(['present', 'absent'], { description: 'Whether the line is wanted.', default: 'present' }),
    insert_after: t.Optional(
      t.String({
        description:
          'A new line goes after the last line that this regular expression matches, else to the end.',
      }),
    ),
    insert_before: t.Optional(
      t.String({
        description:
          'A new line goes before the first line that this regular expression matches, else to the end.',
      }),
    ),
    create: t.Boolean({ description: 'Whether to make the file where there is none.', default: false }),
    mode: t.Optional(t.Mode({ description: 'Mode, such as "0644". Without it the mode stays.' })),
    ...ownershipParams,
    validate: t.Optional(
      t.String({
        description: 'Command that must accept the new file first; `%s` stands for its path.',
        pattern: '%s',
        examples: ['sshd -t -f %s'],
      }),
    ),
    backup: t.Boolean({ description: 'Whether to keep the old file beside it, as `.bak`.', default: false }),
  },
  {
    allOf: [
      { if: inState('present'), then: { required: ['line'] } },
      { if: inState('absent'), then: { anyOf: [{ required: ['line'] }, { required: ['regexp'] }] } },
      { if: { required: ['insert_after'] }, then: { properties: { insert_before: false } } },
    ],
  },
);
type Params = Static<typeof Params>;

export const line = defineModule({
  name: 'line',
  summary: 'Sees to one line of a text file.',
  withoutFacts: true,
  params: Params,
  result: FileResult,
  examples: [
    {
      title: 'Keep root from logging in with a password',
      params: {
        path: '/etc/ssh/sshd_config',
        regexp: '^#?PermitRootLogin ',
        line: 'PermitRootLogin prohibit-password',
        validate: 'sshd -t -f %s',
      },
    },
    {
      title: 'Take swap out of fstab',
      params: { path: '/etc/fstab', regexp: '\\sswap\\s', state: 'absent' },
    },
  ],
  reads: ({ params }) => readTarget(params.path),
  plan({ params, found }) {
    const edit = parseEdit(params);
    if (edit instanceof PlanFault) return edit;
    const { path, mode, owner, group, validate, backup } = params;
    const content = editFile(params, edit, found.file);
    if (content === undefined) return [];
    if (content instanceof PlanFault) return content;
    return planFile({ path, content, mode, owner, group, validate, backup }, found);
  },
  output: ({ params, found }) => describeFile(params.path, found.file),
});

function inState(state: string): object {
  return { required: ['state'], properties: { state: { const: state } } };
}

function parseEdit(params: Params): LineEdit | PlanFault {
  const { line: text, regexp, state } = params;
  if (text === undefined && (state === 'present' || regexp === undefined)) {
    return new PlanFault(`line needs "line"${state === 'absent' ? ' or "regexp"' : ''}`);
  }
  if (text !== undefined && !isUnknown(text) && reveal(text).includes('\n')) {
    return new PlanFault('"line" must be one line', {
      hint: 'several lines are several tasks, or a template',
    });
  }
  try {
    const compile = (source: string | undefined): RegExp | undefined =>
      source === undefined ? undefined : new RegExp(source);
    return {
      state,
      line: text,
      regexp: compile(regexp),
      insertAfter: compile(params.insert_after),
      insertBefore: compile(params.insert_before),
    };
  } catch (cause) {
    return new PlanFault(messageOf(cause), { hint: 'regular expressions are those of JavaScript' });
  }
}

type Content = string | Secret | Unknown | Buffer;

/** The file's new content; undefined where there is no file and none is wanted. */
function editFile(
  { path, create, state }: Params,
  edit: LineEdit,
  file: PathState,
): Content | PlanFault | undefined {
  switch (file.kind) {
    case 'absent':
      if (state === 'absent') return undefined;
      if (!create)
        return new PlanFault(`${path} does not exist on the host`, { hint: 'create: true makes it' });
      return editLines('', edit);
    case 'file':
      return file.content === undefined ? unreadable(path, file.sha256) : editBytes(path, edit, file.content);
    case 'link':
      return new PlanFault(`${path} is a link to ${file.target} on the host`, {
        hint: 'name the file it leads to',
      });
    default:
      return '';
  }
}

function editBytes(path: string, edit: LineEdit, content: Buffer | Unknown): Content | PlanFault {
  if (isUnknown(content)) return content;
  const text = decodeText(content);
  if (text === undefined) return new PlanFault(`${path} is not UTF-8 text`);
  return editLines(text, edit);
}

function unreadable(path: string, sum: unknown): PlanFault {
  if (sum === undefined) {
    return new PlanFault(`the user of this task may not read ${path}`, { hint: 'run the task with become' });
  }
  return new PlanFault(`${path} is too large to be edited by lines: 64 KiB at most`);
}

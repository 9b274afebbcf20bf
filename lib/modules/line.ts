import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { editLines, type LineEdit } from './shared/edit-lines.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { compilePatterns, matchOrFault } from './shared/patterns.ts';
import { readTarget } from './shared/place-file.ts';
import { inState, onePlace, placeParams, writtenPlace } from './shared/place-params.ts';
import {
  createParam,
  describeMissing,
  planTextFile,
  textFileParams,
  textPathParam,
} from './shared/text-file.ts';
import { hasLineEnd } from './shared/text-lines.ts';
import { PlanFault } from './step.ts';

const Params = t.Object(
  {
    path: textPathParam,
    line: t.Optional(t.Text({ description: 'The whole line, without its line end.' })),
    regexp: t.Optional(
      t.String({
        description:
          'JavaScript regular expression. The last line it matches is replaced by `line`; with state "absent" all lines it matches go.',
        examples: ['^PermitRootLogin '],
      }),
    ),
    state: t.OneOf(['present', 'absent'], { description: 'Whether the line is wanted.', default: 'present' }),
    ...placeParams,
    create: createParam,
    ...textFileParams,
  },
  {
    allOf: [
      { if: inState('present'), then: { required: ['line'] } },
      { if: inState('absent'), then: { anyOf: [{ required: ['line'] }, { required: ['regexp'] }] } },
      onePlace,
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
    const { regexp, insertAfter, insertBefore } = edit;
    return planTextFile(
      {
        ...params,
        edit: (text) => matchOrFault([regexp, insertAfter, insertBefore], () => editLines(text, edit)),
        missing: describeMissing(params),
      },
      found,
    );
  },
  output: ({ params, found }) => describeFile(params.path, found.file),
});

function parseEdit(params: Params): LineEdit | PlanFault {
  const { line: text, regexp, state } = params;
  if (text === undefined && (state === 'present' || regexp === undefined)) {
    return new PlanFault(`line needs "line"${state === 'absent' ? ' or "regexp"' : ''}`);
  }
  if (text !== undefined && hasLineEnd(text)) {
    return new PlanFault('"line" must be one line', {
      hint: 'the module lines writes several, template the whole file',
    });
  }
  const patterns = compilePatterns({ regexp, ...writtenPlace(params) });
  return patterns instanceof PlanFault ? patterns : { state, line: text, ...patterns };
}

import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { editBlock, type BlockEdit } from './shared/edit-block.ts';
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
import { PlanFault } from './step.ts';

const Params = t.Object(
  {
    path: textPathParam,
    block: t.Optional(
      t.Text({ description: 'The lines between the two that mark them. None takes the block away.' }),
    ),
    marker: t.String({
      description:
        'The lines that mark the block, with "BEGIN" and "END" in the place of `{mark}`. Each block of a file needs its own.',
      pattern: '^[^\\n]*\\{mark\\}[^\\n]*$',
      default: '# {mark} K3PLAY BLOCK',
      examples: ['; {mark} OF THE CACHE'],
    }),
    state: t.OneOf(['present', 'absent'], {
      description: 'Whether the block is wanted.',
      default: 'present',
    }),
    ...placeParams,
    create: createParam,
    ...textFileParams,
  },
  { allOf: [{ if: inState('present'), then: { required: ['block'] } }, onePlace] },
);
type Params = Static<typeof Params>;

export const lines = defineModule({
  name: 'lines',
  summary: 'Sees to several lines of a text file, between two lines that mark them.',
  withoutFacts: true,
  params: Params,
  result: FileResult,
  examples: [
    {
      title: 'Name the hosts of a cluster',
      params: {
        path: '/etc/hosts',
        marker: '# {mark} OF THE CLUSTER',
        block: '10.0.0.11 server-1\n10.0.0.12 server-2\n',
      },
    },
    {
      title: 'Let a group copy files and nothing else',
      params: {
        path: '/etc/ssh/sshd_config',
        block: 'Match Group copiers\n    ForceCommand internal-sftp\n    AllowTcpForwarding no\n',
        validate: 'sshd -t -f %s',
      },
    },
    {
      title: 'Take a block away',
      params: { path: '/etc/hosts', marker: '# {mark} OF THE CLUSTER', state: 'absent' },
    },
  ],
  reads: ({ params }) => readTarget(params.path),
  plan({ params, found }) {
    const edit = parseEdit(params);
    if (edit instanceof PlanFault) return edit;
    const state = edit.block === '' ? 'absent' : 'present';
    const missing = describeMissing({ ...params, state });
    return planTextFile(
      {
        ...params,
        edit: (text) => matchOrFault([edit.insertAfter, edit.insertBefore], () => editBlock(text, edit)),
        missing,
      },
      found,
    );
  },
  output: ({ params, found }) => describeFile(params.path, found.file),
});

function parseEdit(params: Params): BlockEdit | PlanFault {
  const { block: text, marker, state } = params;
  if (text === undefined && state === 'present') return new PlanFault('lines needs "block"');
  const patterns = compilePatterns(writtenPlace(params));
  if (patterns instanceof PlanFault) return patterns;
  const mark = (word: string): string => marker.replaceAll('{mark}', word);
  return {
    block: state === 'present' && text !== undefined ? text : '',
    begin: mark('BEGIN'),
    end: mark('END'),
    ...patterns,
  };
}

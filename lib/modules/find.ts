import { posix } from 'node:path';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { findFiles } from './shared/found-files.ts';
import { PlanFault } from './step.ts';

const Params = t.Object({
  paths: t.Words({
    description: 'Folders on the host to look into; one that is not there has no files.',
    minItems: 1,
  }),
  patterns: t.Optional(
    t.Words({ description: 'Shell patterns, such as `*.log`: the name of a file must fit one of them.' }),
  ),
  excludes: t.Optional(t.Words({ description: 'Shell patterns that the name must not fit.' })),
  file_type: t.OneOf(['file', 'directory', 'link', 'any'], {
    description: 'What to look for.',
    default: 'file',
  }),
  age: t.Optional(
    t.String({
      description:
        'How long ago it was last changed: "7d" is seven days or more, "-7d" less. Units are m, h, d and w.',
      pattern: '^-?[1-9]\\d*[mhdw]$',
    }),
  ),
  size: t.Optional(
    t.String({
      description:
        'How large it is: "10m" is 10 MiB or more, "-10m" 10 MiB or less. Units are b, k, m, g and t.',
      pattern: '^-?[1-9]\\d*[bkmgt]?$',
    }),
  ),
  recurse: t.Boolean({ description: 'Whether to look into the folders below as well.', default: false }),
  hidden: t.Boolean({
    description: 'Whether names that begin with a dot count; folders of such names are looked into anyway.',
    default: false,
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  files: t.Array(
    t.Object(
      {
        path: t.String({ description: 'Path on the host.' }),
        kind: t.OneOf(['file', 'directory', 'link', 'other'], { description: 'What it is.' }),
        size: t.Integer({ description: 'Size in bytes.' }),
        mode: t.String({ description: 'Mode as octal text, such as "0644".' }),
        owner: t.String({ description: 'Name of the owner, or its number where it has no name.' }),
        group: t.String({ description: 'Name of the group, or its number where it has no name.' }),
        mtime: t.Integer({ description: 'When its content was last changed, in seconds since 1970.' }),
      },
      { description: 'One that was found.' },
    ),
    { description: 'All that was found, in the order of paths.' },
  ),
  matched: t.Integer({ description: 'How many there are.' }),
});

export const find = defineModule({
  name: 'find',
  summary: 'Looks for files below folders of the host, by name, type, age and size.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Look for old and large logs',
      params: { paths: '/var/log', patterns: ['*.log', '*.gz'], age: '4w', size: '10m', recurse: true },
    },
  ],
  reads: ({ params }) => ({ files: findFiles(describeSearch(params)) }),
  plan({ params }) {
    const wrong = params.paths.find((path) => !posix.isAbsolute(path));
    if (wrong === undefined) return [];
    return new PlanFault(`"${wrong}" of "paths" is no absolute path`, { hint: 'begin it with "/"' });
  },
  output: ({ found: { files } }) => ({ files: files.map((file) => ({ ...file })), matched: files.length }),
});

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };
const UNITS = ['b', 'k', 'm', 'g', 't'];

function describeSearch(params: Params): Parameters<typeof findFiles>[0] {
  const { paths, patterns = [], excludes = [], file_type: kind, age, size, recurse, hidden } = params;
  return {
    // What is not absolute is refused by the plan.
    folders: paths.filter((path) => posix.isAbsolute(path)),
    names: patterns,
    otherThan: excludes,
    kind,
    minutes: age === undefined ? undefined : Number.parseInt(age, 10) * (MINUTES[age.slice(-1)] ?? 1),
    bytes: size === undefined ? undefined : countBytes(size),
    deep: recurse,
    hidden,
  };
}

function countBytes(size: string): number {
  const power = Math.max(0, UNITS.indexOf(size.slice(-1)));
  return Number.parseInt(size, 10) * 1024 ** power;
}

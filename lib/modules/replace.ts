import { reveal, Secret } from '../core/secret.ts';
import { isUnknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { compilePatterns, matchOrFault } from './shared/patterns.ts';
import { readTarget } from './shared/place-file.ts';
import { planTextFile, textFileParams, textPathParam, type EditedText } from './shared/text-file.ts';
import { PlanFault } from './step.ts';

const Params = t.Object({
  path: textPathParam,
  regexp: t.String({
    description:
      'JavaScript regular expression; "^" and "$" are the beginning and the end of a line. All that it matches is replaced.',
    minLength: 1,
    examples: ['^(\\s*)tls: false$'],
  }),
  replace: t.Optional(
    t.Text({
      description:
        'What takes the place of each match: `$1` or `$<name>` is a group of it, `$&` all of it, `$$` a dollar. Without it the matches go.',
    }),
  ),
  after: t.Optional(
    t.String({
      description:
        'Only what comes after the first match of this regular expression is looked at; without a match, nothing.',
    }),
  ),
  before: t.Optional(
    t.String({
      description:
        'Only what comes before the first match of this regular expression, behind that of `after`, is looked at; without a match, nothing.',
    }),
  ),
  ...textFileParams,
});
type Params = Static<typeof Params>;

export const replace = defineModule({
  name: 'replace',
  summary: 'Replaces all matches of a regular expression in a text file.',
  withoutFacts: true,
  params: Params,
  result: FileResult,
  examples: [
    {
      title: 'Comment out repositories on a CD',
      params: { path: '/etc/apt/sources.list', regexp: '^deb cdrom:', replace: '# $&' },
    },
    {
      title: 'Move one site to another port',
      params: {
        path: '/etc/web.conf',
        after: '^site example\\.org \\{$',
        before: '^\\}$',
        regexp: '^(\\s*listen) 80;$',
        replace: '$1 8080;',
        validate: 'web -t %s',
      },
    },
  ],
  reads: ({ params }) => readTarget(params.path),
  plan({ params, found }) {
    const edit = parseEdit(params);
    if (edit instanceof PlanFault) return edit;
    const missing = new PlanFault(`${params.path} does not exist on the host`, {
      hint: 'copy or template makes it',
    });
    const { regexp, after, before } = edit;
    return planTextFile(
      {
        ...params,
        edit: (text) => matchOrFault([regexp, after, before], () => replaceAll(text, edit)),
        missing,
      },
      found,
    );
  },
  output: ({ params, found }) => describeFile(params.path, found.file),
});

interface Replacement {
  readonly regexp: RegExp;
  readonly replace: NonNullable<Params['replace']>;
  readonly after: RegExp | undefined;
  readonly before: RegExp | undefined;
}

function parseEdit({ regexp, replace: put = '', after, before }: Params): Replacement | PlanFault {
  const matches = compilePatterns({ regexp }, 'gm');
  const limits = compilePatterns({ after, before }, 'm');
  if (matches instanceof PlanFault) return matches;
  if (limits instanceof PlanFault) return limits;
  if (!isUnknown(put) && /\\[1-9]|\\g</.test(reveal(put)) && hasGroups(matches.regexp)) {
    return new PlanFault('"replace" names a group with a backslash', {
      hint: 'a group is "$1", one with a name "$<name>"',
    });
  }
  return { replace: put, ...matches, ...limits };
}

function hasGroups({ source }: RegExp): boolean {
  const nothing = new RegExp(`${source}|`).exec('') ?? [];
  return nothing.length > 1;
}

/** Secret where what is put in is. Refused where doing it once more would change the text once more. */
function replaceAll(text: string, edit: Replacement): EditedText {
  const { replace: put } = edit;
  if (isUnknown(put)) return put;
  const words = reveal(put);
  const once = replaceWithin(text, edit, words);
  if (replaceWithin(once, edit, words) !== once) {
    return new PlanFault('"regexp" matches what "replace" puts in, so that each run would replace it anew', {
      hint: 'let it match only what is not done yet, such as "a(?!b)" where "a" becomes "ab"',
    });
  }
  return put instanceof Secret ? new Secret(once) : once;
}

function replaceWithin(text: string, { regexp, after, before }: Replacement, words: string): string {
  const start = after ? after.exec(text) : undefined;
  if (start === null) return text;
  const from = start ? start.index + start[0].length : 0;
  const length = before ? text.slice(from).search(before) : text.length;
  if (length < 0) return text;
  const to = from + length;
  return text.slice(0, from) + text.slice(from, to).replace(regexp, words) + text.slice(to);
}

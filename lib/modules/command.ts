import { sh } from '../connection/sh.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import {
  commandParams,
  CommandResult,
  describeCommand,
  isUnguarded,
  planCommand,
  readCommand,
  readonlyRule,
  type Command,
} from './shared/command.ts';
import { splitWords } from './shared/split-words.ts';
import { PlanFault } from './step.ts';

const Params = t.Object(
  {
    argv: t.Optional(
      t.Array(t.String({ description: 'A word, passed on as it is.' }), {
        description: 'The program and its arguments, a word each.',
        minItems: 1,
      }),
    ),
    command: t.Optional(
      t.String({
        description:
          'The same as one line, split at blanks; quotes and backslashes work as in a shell, and nothing else does: no variables, patterns or pipes.',
        minLength: 1,
      }),
    ),
    ...commandParams,
  },
  { shorthand: 'command', exactlyOne: ['argv', 'command'], ...readonlyRule },
);
type Params = Static<typeof Params>;

export const command = defineModule({
  name: 'command',
  summary: 'Runs a program on the host, without a shell.',
  withoutFacts: true,
  params: Params,
  result: CommandResult,
  examples: [
    { title: 'Make a key once', params: { argv: ['wg', 'genkey'], creates: '/etc/wireguard/key' } },
    { title: 'Ask for a version', params: { command: 'k3s --version', readonly: true } },
  ],
  reads: ({ params }) => {
    const words = wordsOf(params);
    return words === undefined ? {} : readCommand(commandOf(params, words));
  },
  plan({ params, found }) {
    const words = wordsOf(params);
    if (words !== undefined) return planCommand(commandOf(params, words), found);
    return new PlanFault(`"command" cannot be split into words: ${params.command ?? ''}`, {
      hint: 'a quote is not closed, or there is no word at all; "argv" takes the words one by one',
    });
  },
  output: ({ found, ran, pending }) => describeCommand({ found, ran, pending }),
  isUnguarded: ({ params }) => isUnguarded(params),
});

/** The program and its arguments; undefined where the line cannot be split. */
function wordsOf({ argv, command: line }: Params): readonly string[] | undefined {
  const words = argv ?? splitWords(line ?? '');
  return words === undefined || words.length === 0 ? undefined : words;
}

/** `exec` takes its words for a program and arguments, whatever they look like to a shell. */
function commandOf(params: Params, words: readonly string[]): Command {
  const label = sh`${words}`.text;
  return { ...params, nature: 'program', text: `exec ${label}`, label };
}

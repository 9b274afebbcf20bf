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

const Params = t.Object(
  {
    script: t.ScriptText({
      description: 'Text for a POSIX shell. It runs in a shell of its own; `set -e` is up to you.',
    }),
    ...commandParams,
  },
  { shorthand: 'script', ...readonlyRule },
);

export const shell = defineModule({
  name: 'shell',
  summary: 'Runs shell text on the host.',
  withoutFacts: true,
  params: Params,
  result: CommandResult,
  examples: [
    {
      title: 'Unpack an archive once',
      params: { script: 'curl -fsS https://example.org/app.tar.gz | tar -xz -C /opt', creates: '/opt/app' },
    },
    { title: 'Look at something', params: { script: 'df -P / | tail -n 1', readonly: true } },
    {
      title: 'Switch swap off where it is on',
      params: { script: 'swapoff -a', only_if: 'grep -q "^/" /proc/swaps' },
    },
  ],
  reads: ({ params }) => readCommand(commandOf(params)),
  plan: ({ params, found }) => planCommand(commandOf(params), found),
  output: ({ found, ran, pending }) => describeCommand({ found, ran, pending }),
  isUnguarded: ({ params }) => isUnguarded(params),
});

function commandOf({ script, ...rest }: Static<typeof Params>): Command {
  return { text: script, nature: 'text', ...rest };
}

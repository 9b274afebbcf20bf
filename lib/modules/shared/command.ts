import { constants } from 'node:os';
import type { Nature, Output } from '../../connection/connection.ts';
import { Secret } from '../../core/secret.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import type { Predicted } from '../define.ts';
import { hostRead, textOf, type HostRead } from '../read.ts';
import { change, PlanFault, run, type Plan } from '../step.ts';
import {
  findDue,
  guardParams,
  hasGuard,
  predictGuards,
  readGuards,
  type Guards,
  type GuardReads,
  type GuardsFound,
} from './guards.ts';
import { buildInvocation, NO_FOLDER, type Surroundings } from './invocation.ts';
import { describeKind, isFolder, type PathState } from './path-state.ts';
import { readPath } from './path.ts';

/** What `command` and `shell` share. */
export const commandParams = {
  chdir: t.Optional(t.Path({ description: 'Folder to run in, for the guards as well.' })),
  ...guardParams,
  readonly: t.Boolean({
    description: 'Says that it only looks. It runs in check mode too, and never counts as a change.',
    default: false,
  }),
  stdin: t.Optional(t.ScriptText({ description: 'Standard input; empty when not given.' })),
  env: t.Map(t.ScriptText({ description: 'Value of the variable.' }), {
    description: 'Environment variables, for the guards as well.',
    default: {},
    propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
  }),
};

const noGuards = { creates: false, removes: false, unless: false, only_if: false };

/** A command that only looks is never due or not due. */
export const readonlyRule = {
  if: { required: ['readonly'], properties: { readonly: { const: true } } },
  then: { properties: noGuards },
};

export const CommandResult = t.Object({
  rc: t.Integer({
    description: 'Exit code; 128 and the number of the signal that ended it. 0 where it was not due.',
  }),
  stdout: t.String({ description: 'Standard output without its last line end; "" where it was not due.' }),
  stderr: t.String({ description: 'Standard error without its last line end; "" where it was not due.' }),
  stdout_lines: t.Array(t.String({ description: 'A line without its line end.' }), {
    description: 'Standard output in lines.',
  }),
  truncated: t.Boolean({ description: 'Whether the output was so long that its middle was dropped.' }),
});
type CommandResult = Static<typeof CommandResult>;

/** A text of the user's to run, and all that goes with it. */
export interface Command extends Guards, Surroundings {
  readonly text: string | Secret;
  readonly nature: Nature;
  /** What people are told runs; without it, the text. */
  readonly label?: string | undefined;
  readonly readonly: boolean;
}

export type CommandReads = GuardReads & {
  readonly folder?: HostRead<PathState>;
  /** The command itself where it only looks. */
  readonly look?: HostRead<CommandResult>;
};

export interface CommandFound extends GuardsFound {
  readonly folder?: PathState;
  readonly look?: CommandResult;
}

export function readCommand(command: Command): CommandReads {
  const { chdir } = command;
  return {
    ...(chdir !== undefined && { folder: readPath(chdir) }),
    ...readGuards(command, command),
    ...(command.readonly && { look: readLook(command) }),
  };
}

function readLook(command: Command): HostRead<CommandResult> {
  const { script, stdin, digest } = buildInvocation(command.text, command);
  return hostRead({
    key: `look:${digest()}`,
    script,
    nature: command.nature,
    stdin,
    staleAfter: 'at-once',
    parse: describeOutput,
  });
}

/** Whether nothing can tell that it was done: it has no guard, and does not only look. */
export function isUnguarded(command: Guards & Pick<Command, 'readonly'>): boolean {
  return !command.readonly && !hasGuard(command);
}

export function planCommand(command: Command, found: CommandFound): Plan {
  const wrong = findFolderFault(command, found);
  if (wrong) return wrong;
  if (command.readonly) return [];
  const due = findDue(command, found);
  if (due === undefined) return [];
  if (isUnknown(due)) return due;
  const { script, stdin } = buildInvocation(command.text, command);
  const { nature } = command;
  const subject = describeText(command.label ?? command.text);
  if (due === '') {
    const blind = change(subject, 'no guard says', 'run');
    // Nothing says whether it is done, so nothing is proven afterwards.
    return [run({ change: blind, script, nature, stdin, codes: 'any', certain: false })];
  }
  const predicts = predictGuards(readCommand(command));
  const done = change(subject, `due (${due})`, 'done');
  return [run({ change: done, script, nature, stdin, codes: 'any', predicts })];
}

function findFolderFault(
  { chdir }: Command,
  { folder, look }: CommandFound,
): PlanFault | Unknown | undefined {
  if (chdir === undefined || !folder) return undefined;
  if (isFolder(folder) === false) {
    const hint = 'it is the folder to run in ("chdir")';
    if (folder.kind === 'absent')
      return new PlanFault(`the folder ${chdir} does not exist on the host`, { hint });
    return new PlanFault(`${chdir} is a ${describeKind(folder)} on the host, not a folder`, { hint });
  }
  return look?.rc === NO_FOLDER ? new Unknown(`an earlier task makes the folder ${chdir}`) : undefined;
}

export interface CommandEnd {
  readonly found: CommandFound;
  readonly ran: readonly Output[];
  readonly pending: boolean | undefined;
}

export function describeCommand({ found, ran, pending }: CommandEnd): Predicted<CommandResult> {
  const [output] = ran;
  if (found.look) return found.look;
  if (output) return describeOutput(output);
  if (!pending) return { rc: 0, stdout: '', stderr: '', stdout_lines: [], truncated: false };
  const why = new Unknown('the command has not run');
  return { rc: why, stdout: why, stderr: why, stdout_lines: why, truncated: why };
}

function describeOutput(output: Output): CommandResult {
  const stdout = textOf(output);
  return {
    rc: output.code ?? 128 + signalNumber(output.signal),
    stdout,
    stderr: output.stderr.toString('utf8').replace(/\n$/, ''),
    stdout_lines: stdout === '' ? [] : stdout.split('\n'),
    truncated: output.truncated,
  };
}

function signalNumber(signal: string | undefined): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return numbers[signal ?? ''] ?? numbers[`SIG${signal}`] ?? 0;
}

const SUBJECT_LENGTH = 60;

/** The text's first line, shortened. */
function describeText(text: string | Secret): string {
  if (text instanceof Secret) return 'a script that holds a secret';
  const [first = '', ...rest] = text.trim().split('\n');
  const cut = first.length > SUBJECT_LENGTH ? first.slice(0, SUBJECT_LENGTH) : first;
  return cut === first && rest.length === 0 ? cut : `${cut} …`;
}

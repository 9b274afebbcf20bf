import { K3Error } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';
import { Unknown } from '../../core/unknown.ts';
import { t } from '../../schema/build.ts';
import { hostRead, type HostRead } from '../read.ts';
import { predict, type Prediction } from '../step.ts';
import { buildInvocation, NO_FOLDER, type Surroundings } from './invocation.ts';
import { exists, type PathState } from './path-state.ts';
import { readPath } from './path.ts';

/** The params by which a command says whether it is due. */
export const guardParams = {
  creates: t.Optional(
    t.Path({
      description: 'What the command makes. It runs only where that does not exist, and must make it.',
    }),
  ),
  removes: t.Optional(
    t.Path({ description: 'What the command removes. It runs only where that exists, and must remove it.' }),
  ),
  unless: t.Optional(
    t.ScriptText({
      description:
        'Shell text that only looks and exits 0 where all is done. Asked before, and again afterwards, when it must exit 0.',
    }),
  ),
  only_if: t.Optional(
    t.ScriptText({
      description:
        'Shell text that only looks and exits 0 while there is something to do. Asked again afterwards, when it must not.',
    }),
  ),
};

export interface Guards {
  readonly creates?: string | undefined;
  readonly removes?: string | undefined;
  readonly unless?: string | Secret | undefined;
  readonly only_if?: string | Secret | undefined;
}

export function hasGuard({ creates, removes, unless, ...rest }: Guards): boolean {
  return [creates, removes, unless, rest.only_if].some((guard) => guard !== undefined);
}

/** "nowhere": its folder could not be entered. */
export type GuardAnswer = 'holds' | 'fails' | 'nowhere';

// A type, as an interface has no index signature.
export type GuardReads = {
  readonly creates?: HostRead<PathState>;
  readonly removes?: HostRead<PathState>;
  readonly unless?: HostRead<GuardAnswer>;
  readonly only_if?: HostRead<GuardAnswer>;
};

export interface GuardsFound {
  readonly creates?: PathState;
  readonly removes?: PathState;
  readonly unless?: GuardAnswer;
  readonly only_if?: GuardAnswer;
}

export function readGuards(guards: Guards, surroundings: Surroundings): GuardReads {
  const { creates, removes, unless } = guards;
  return {
    ...(creates !== undefined && { creates: readPath(creates) }),
    ...(removes !== undefined && { removes: readPath(removes) }),
    ...(unless !== undefined && { unless: readGuard(unless, surroundings) }),
    ...(guards.only_if !== undefined && { only_if: readGuard(guards.only_if, surroundings) }),
  };
}

function readGuard(text: string | Secret, { chdir, env }: Surroundings): HostRead<GuardAnswer> {
  const { script, stdin, digest } = buildInvocation(text, { chdir, env });
  return hostRead({
    key: `guard:${digest()}`,
    script,
    nature: 'text',
    stdin,
    staleAfter: 'at-once',
    parse({ code, signal }) {
      if (code === NO_FOLDER && chdir !== undefined) return 'nowhere';
      if (code !== null) return code === 0 ? 'holds' : 'fails';
      throw new K3Error(`"unless" or "only_if" was ended by ${signal ?? 'a signal'}`, {
        kind: 'module',
        code: 'command/guard-ended',
      });
    },
  });
}

/** Why the command is due, in words; "" where it has no guards, undefined where it is not due. */
export function findDue(guards: Guards, found: GuardsFound): string | Unknown | undefined {
  if (found.unless === 'nowhere' || found.only_if === 'nowhere') {
    return new Unknown('an earlier task makes the folder it runs in');
  }
  const reasons: string[] = [];
  if (found.creates) {
    if (exists(found.creates)) return undefined;
    reasons.push(`${guards.creates} is absent`);
  }
  if (found.removes) {
    if (!exists(found.removes)) return undefined;
    reasons.push(`${guards.removes} is there`);
  }
  if (found.unless) {
    if (found.unless === 'holds') return undefined;
    reasons.push('"unless" fails');
  }
  if (found.only_if) {
    if (found.only_if === 'fails') return undefined;
    reasons.push('"only_if" holds');
  }
  return reasons.join(', ');
}

/** What the guards answer once the command has done what it is for. */
export function predictGuards(reads: GuardReads): Prediction[] {
  const { creates, removes, unless } = reads;
  return [
    ...(creates ? [predict<PathState>(creates, { kind: 'present' })] : []),
    ...(removes ? [predict<PathState>(removes, { kind: 'absent' })] : []),
    ...(unless ? [predict<GuardAnswer>(unless, 'holds')] : []),
    ...(reads.only_if ? [predict<GuardAnswer>(reads.only_if, 'fails')] : []),
  ];
}

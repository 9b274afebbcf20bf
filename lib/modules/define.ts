import type { Output } from '../connection/connection.ts';
import type { Unknown } from '../core/unknown.ts';
import type { ObjectSchema, Static } from '../schema/build.ts';
import type { Facts } from './facts.ts';
import type { Answers, Reads } from './read.ts';
import type { Plan } from './step.ts';

export interface ModuleContext<P> {
  /** Validated, defaulted, templates rendered; secrets as Secret, files resolved. */
  readonly params: P;
  readonly facts: Facts;
}

/** A result's fields; those that check mode cannot know are Unknown. */
export type Predicted<R> = { readonly [K in keyof R]: R[K] | Unknown };

export interface Example {
  readonly title: string;
  /** Params as written in YAML. */
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * A module: two pure functions and their types. The engine does the rest, once, for all:
 * check mode, batching, proof, prediction, diffs, events.
 */
export interface ModuleDefinition<P extends ObjectSchema, R extends ObjectSchema, Q extends Reads> {
  readonly name: string;
  readonly summary: string;
  readonly params: P;
  readonly result: R;
  readonly examples: readonly Example[];
  /** Says that it never looks at `facts`: a play without `gather_facts` then has no need to ask for them. */
  readonly withoutFacts?: true | undefined;
  /** What to ask the host. Shell text that only reads, as values. */
  reads(context: ModuleContext<Static<P>>): Q;
  /**
   * What must change, as values; [] when in sync. Pure, synchronous, total.
   * Not called while an answer is Unknown: the plan is unknown then.
   */
  plan(context: ModuleContext<Static<P>> & { readonly found: Answers<Q> }): Plan;
  /**
   * The result, from what was found after the steps (in check mode: what was predicted) and from the
   * outputs of the run steps, in order (in check mode: none of them). `pending` says that there are steps
   * which check mode did not take: their outputs cannot be known.
   */
  output(
    context: ModuleContext<Static<P>> & {
      readonly found: Answers<Q>;
      readonly ran: readonly Output[];
      readonly pending?: boolean | undefined;
    },
  ): Predicted<Static<R>>;
  /**
   * Whether, with these params, nothing can tell that it was done: what it does is unguarded then, and a run that
   * goes on after a failure does not do it again. Left out where its reads always tell.
   */
  readonly isUnguarded?: ((context: { readonly params: Static<P> }) => boolean) | undefined;
  /** A line for people, such as the message of `debug`; undefined where there is nothing to say. */
  readonly show?: ((result: Predicted<Static<R>>) => string | undefined) | undefined;
}

/** A module with its types erased, as the registry and the engine know it. */
export interface Module {
  readonly name: string;
  readonly summary: string;
  readonly params: ObjectSchema;
  readonly result: ObjectSchema;
  readonly examples: readonly Example[];
  readonly withoutFacts?: true | undefined;
  reads(context: ModuleContext<unknown>): Reads;
  plan(context: ModuleContext<unknown> & { readonly found: Readonly<Record<string, unknown>> }): Plan;
  output(
    context: ModuleContext<unknown> & {
      readonly found: Readonly<Record<string, unknown>>;
      readonly ran: readonly Output[];
      readonly pending?: boolean | undefined;
    },
  ): Readonly<Record<string, unknown>>;
  readonly isUnguarded?: ((context: { readonly params: unknown }) => boolean) | undefined;
  readonly show?: ((result: Readonly<Record<string, unknown>>) => string | undefined) | undefined;
}

/** Checks a module's types against one another, then erases them. */
export function defineModule<P extends ObjectSchema, R extends ObjectSchema, Q extends Reads>(
  definition: ModuleDefinition<P, R, Q>,
): Module {
  return definition as unknown as Module;
}

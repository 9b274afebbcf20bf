import assert from 'node:assert/strict';
import { K3Error } from '../../lib/core/errors.ts';
import { isUnknown } from '../../lib/core/unknown.ts';
import type { Example, Module } from '../../lib/modules/define.ts';
import { modules } from '../../lib/modules/index.ts';
import type { Reads } from '../../lib/modules/read.ts';
import { debian } from '../support/facts.ts';
import { answerOf, lieAbout } from '../support/hostile-answers.ts';
import { completeParams } from '../support/params.ts';
import { isRenderedAlready } from '../support/plain-example.ts';
import { createRandom, type Random } from '../support/random.ts';

const LIES = 100;

describe('whatever a host answers', function () {
  this.timeout(120_000);

  for (const module of modules.values()) {
    it(`${module.name} makes of it an answer, or an error of its own`, () => {
      const random = createRandom(module.name.length);

      for (const example of module.examples.filter((one) => isRenderedAlready(module, one))) {
        const { params } = completeParams(module.params, withoutTemplates(example.params));
        const context = { params, facts: debian };
        const reads = module.reads(context);
        const truths = new Map(
          Object.values(reads).flatMap((read) =>
            read.kind === 'host' ? [[read.key, answerOf(read)] as const] : [],
          ),
        );
        for (let lie = 0; lie < LIES; lie += 1) {
          const found = ask(reads, { truths, random });
          if (found) plan(module, { ...context, found });
        }
      }
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });
  }
});

interface Host {
  readonly truths: ReadonlyMap<string, ReturnType<typeof answerOf>>;
  readonly random: Random;
}

/** The answers, of which one at least is a lie, or nothing where one of them was refused. */
function ask(reads: Reads, { truths, random }: Host): Readonly<Record<string, unknown>> | undefined {
  const found: Record<string, unknown> = {};
  const liar = random.pick(Object.keys(reads));
  for (const [name, read] of Object.entries(reads)) {
    if (read.kind !== 'host') return undefined;
    const truth = truths.get(read.key);
    const output = truth && name !== liar ? truth : lieAbout(truth, random);
    try {
      found[name] = read.parse(output);
    } catch (error) {
      assert.ok(error instanceof K3Error, tellOf(error, read.key, output.stdout));
      return undefined;
    }
  }
  return found;
}

function plan(module: Module, context: Parameters<Module['plan']>[0]): void {
  if (Object.values(context.found).some(isUnknown)) return;
  module.plan(context);
  module.output({ ...context, ran: [], pending: true });
}

function tellOf(error: unknown, key: string, stdout: Buffer): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${key} of ${JSON.stringify(stdout.toString('latin1').slice(0, 200))}: ${stack}`;
}

function withoutTemplates(params: Example['params']): Example['params'] {
  return JSON.parse(JSON.stringify(params).replace(/\{\{.*?\}\}/g, 'value')) as Example['params'];
}

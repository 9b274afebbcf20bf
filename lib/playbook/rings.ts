import type { Compiled } from '../template/compiled.ts';

/** Variables that see one another, and beyond them those further out, which do not see them. */
export interface VarsInSight {
  readonly vars: Readonly<Record<string, Compiled>>;
  readonly outer: VarsInSight | undefined;
}

interface Step {
  readonly name: string;
  readonly compiled: Compiled;
  /** What it sees. */
  readonly sight: VarsInSight;
}

/** Variables of which each is made from the next, and the last from the first. */
export type Ring = readonly Pick<Step, 'name' | 'compiled'>[];

/** The rings to which any of these variables lead. */
export function findRings(sight: VarsInSight, names: readonly string[]): readonly Ring[] {
  const rings: Ring[] = [];
  const followed = new Set<Compiled>();
  const follow = (step: Step, trail: readonly Step[]): void => {
    const begin = trail.findIndex(({ compiled }) => compiled === step.compiled);
    if (begin >= 0) rings.push(beginFirst(trail.slice(begin)));
    if (begin >= 0 || followed.has(step.compiled)) return;
    followed.add(step.compiled);
    for (const root of new Set(step.compiled.references.map(({ path }) => path[0] ?? ''))) {
      const next = lookUp(root, step.sight);
      if (next) follow(next, [...trail, step]);
    }
  };
  for (const name of names) {
    const step = lookUp(name, sight);
    if (step) follow(step, []);
  }
  return rings;
}

/** The nearest variable of a name. */
export function lookUp(name: string, sight: VarsInSight | undefined): Step | undefined {
  if (!sight) return undefined;
  const compiled = Object.hasOwn(sight.vars, name) ? sight.vars[name] : undefined;
  return compiled ? { name, compiled, sight } : lookUp(name, sight.outer);
}

/** From the one that is written first, so that a ring is known again. */
function beginFirst(ring: Ring): Ring {
  const places = ring.map(({ compiled: { span } }) => `${span.file} ${String(span.line).padStart(9)}`);
  const first = places.indexOf([...places].sort()[0] ?? '');
  return [...ring.slice(first), ...ring.slice(0, first)];
}

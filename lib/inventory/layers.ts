import type { Span } from '../core/diagnostic.ts';
import type { Path } from '../source/positions.ts';
import type { Variable, VariableOrigin } from './model.ts';

/** The variables written in one place: the inventory, a group, a host, a file of variables, the command line. */
export interface Layer {
  readonly names: readonly string[];
  /** The same object each time, so that what is computed from it can be kept. */
  get(name: string): Variable | undefined;
}

export interface LayerSource {
  /** Path of the map of variables in its document. */
  readonly path: Path;
  spanAt(path: Path): Span;
}

export interface LayerOptions {
  readonly from: VariableOrigin;
  /** Undefined for variables of the command line, which have no place. */
  readonly source: LayerSource | undefined;
}

export function createLayer(vars: Readonly<Record<string, unknown>>, { from, source }: LayerOptions): Layer {
  const variables = new Map<string, Variable>();
  function get(name: string): Variable | undefined {
    if (!Object.hasOwn(vars, name)) return undefined;
    const known = variables.get(name);
    if (known) return known;
    const variable = createVariable(vars[name], {
      from,
      source: source && { ...source, path: [...source.path, name] },
    });
    variables.set(name, variable);
    return variable;
  }
  return { names: Object.keys(vars), get };
}

/** Places are worked out only when asked for: most never are. */
function createVariable(value: unknown, { from, source }: LayerOptions): Variable {
  if (!source) return { value, from, span: undefined };
  return {
    value,
    from,
    get span() {
      return source.spanAt(source.path);
    },
    spanAt: (pointer) => source.spanAt([...source.path, ...parsePointer(pointer)]),
  };
}

/** The steps of a JSON pointer. */
export function parsePointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

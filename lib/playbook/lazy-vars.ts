import { K3Error } from '../core/errors.ts';
import type { Compiled } from '../template/compiled.ts';

/** Variables of a play may use one another in any order; each is rendered when it is first asked for. */
export function defineLazily(scope: Record<string, unknown>, vars: Readonly<Record<string, Compiled>>): void {
  for (const [name, compiled] of Object.entries(vars)) {
    let state: 'waiting' | 'busy' | 'done' = 'waiting';
    let value: unknown;
    const get = (): unknown => {
      if (state === 'done') return value;
      if (state === 'busy') throw selfReference(name, compiled);
      state = 'busy';
      try {
        value = compiled.render(scope);
        state = 'done';
        return value;
      } finally {
        if (state === 'busy') state = 'waiting';
      }
    };
    Object.defineProperty(scope, name, { get, enumerable: true, configurable: true });
  }
}

function selfReference(name: string, { span }: Compiled): K3Error {
  return new K3Error(`${span.file}:${span.line}:${span.column}: the variable "${name}" is made from itself`, {
    kind: 'template',
    code: 'template/self-reference',
  });
}

/** Puts values over those that are there, also over variables. */
export function assignOver(scope: Record<string, unknown>, values: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (name in scope)
      Object.defineProperty(scope, name, { value, enumerable: true, configurable: true, writable: true });
    else scope[name] = value;
  }
}

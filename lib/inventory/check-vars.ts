import { fault, type Diagnostic } from '../core/diagnostic.ts';
import type { Path } from '../source/positions.ts';
import { CelText } from '../source/tags.ts';
import { hintAnsibleName, isVariableName, RESERVED_NAMES } from './names.ts';
import type { InventoryPart } from './part.ts';

export type CheckedVars = Readonly<Record<string, unknown>> | null | undefined;

/** Names of variables that nothing could call, and values that would have to be computed. */
export function checkVars(
  vars: CheckedVars,
  at: Path,
  { document, dialect }: Pick<InventoryPart, 'document' | 'dialect'>,
): Diagnostic[] {
  return Object.entries(vars ?? {}).flatMap(([name, value]) => {
    const path = [...at, name];
    const wrong = describeName(name, dialect);
    const told =
      wrong &&
      fault(`inventory/${wrong.what}`, wrong.message, {
        span: document.keySpanAt(path),
        hint: wrong.hint,
      });
    const templates = findTemplates(value, path).map((place) =>
      fault('inventory/template', 'a variable of the inventory cannot be computed', {
        span: document.spanAt(place),
        hint: 'the inventory holds plain data; compute the value in the vars of a play or a task',
      }),
    );
    return told ? [told, ...templates] : templates;
  });
}

interface Wrong {
  readonly what: string;
  readonly message: string;
  readonly hint: string;
}

function describeName(name: string, dialect: InventoryPart['dialect']): Wrong | undefined {
  const ansible = dialect === 'own' ? hintAnsibleName(name) : undefined;
  if (ansible) return { what: 'ansible-variable', message: `"${name}" means nothing here`, hint: ansible };
  if (RESERVED_NAMES.has(name)) {
    const message = `"${name}" has a meaning of its own`;
    return { what: 'reserved-name', message, hint: 'choose another name' };
  }
  if (isVariableName(name)) return undefined;
  const other = name.replace(/\W/g, '_').replace(/^(\d)/, '_$1');
  return {
    what: 'bad-name',
    message: `"${name}" cannot be the name of a variable`,
    hint: `expressions cannot name it; "${other}" would do`,
  };
}

function findTemplates(value: unknown, at: Path): Path[] {
  if (value instanceof CelText) return [at];
  if (typeof value === 'string') return value.includes('{{') ? [at] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) =>
    findTemplates(part, [...at, Array.isArray(value) ? Number(key) : key]),
  );
}

import { CelText } from '../source/tags.ts';
import type { CompiledExpression } from '../template/cel/compile.ts';
import { compileExpression, compileValue } from '../template/compile.ts';
import { compileLiteral } from '../template/literal.ts';
import type { Compiled } from '../template/compiled.ts';
import type { Compiling } from './draft.ts';
import type { Place } from './place.ts';

/** A condition: CEL as text, or plainly true or false. */
export function readCondition(place: Place, compiling: Compiling): Compiled<boolean> | undefined {
  const { faults } = compiling;
  const { value, span } = place;
  const key = String(place.path.at(-1));
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return compileLiteral(value, span);
  if (Array.isArray(value)) {
    const hint = 'join them with &&';
    faults.add('condition-list', `"${key}" is one condition, not a list`, { span, hint });
    return undefined;
  }
  const compiled = readExpression(place, compiling);
  if (!compiled) return undefined;
  if (compiled.type !== 'bool' && compiled.type !== 'dyn') {
    const message = `"${key}" must be true or false, this is ${nameType(compiled.type)}`;
    faults.add('not-a-condition', message, { span, hint: hintCondition(compiled.type) });
  }
  return compiled as unknown as Compiled<boolean>;
}

/** The items of a loop: a list, or CEL that makes one. */
export function readLoop(place: Place, compiling: Compiling): Compiled<readonly unknown[]> | undefined {
  const { faults, language } = compiling;
  const { value, span } = place;
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    const items = faults.attempt(() => compileValue(value, place.spans, language));
    return items as Compiled<readonly unknown[]> | undefined;
  }
  if (typeof value !== 'string' && !(value instanceof CelText)) {
    const hint =
      'write a list, or CEL that makes one, such as settings.map(key, {"key": key, "value": settings[key]})';
    faults.add('loop', 'a loop goes over a list', { span, hint });
    return undefined;
  }
  const compiled = readExpression(place, compiling);
  if (!compiled) return undefined;
  if (!/^(list|dyn)/.test(compiled.type)) {
    faults.add('loop', `a loop goes over a list, this is ${nameType(compiled.type)}`, { span });
  }
  return compiled as unknown as Compiled<readonly unknown[]>;
}

/** CEL written as text, where braces are of no use. */
export function readExpression(
  place: Place,
  { faults, language }: Compiling,
): CompiledExpression | undefined {
  const { value, span } = place;
  const text = value instanceof CelText ? value.text : value;
  if (typeof text !== 'string') {
    const hint = value === null ? 'write an expression, or leave the key out' : 'quote it';
    faults.add('expression', 'CEL is wanted here, as text', { span, hint });
    return undefined;
  }
  if (text.includes('{{')) {
    const key = place.path.findLast((step) => typeof step === 'string');
    // Quotes around braces alone are those of another engine: the name itself is meant.
    const bare = text
      .replace(/(["']?)\{\{\s*([^{}]*?)\s*\}\}\1/g, '$2')
      .replace(/\{\{\s*(.*?)\s*\}\}/g, '$1')
      .trim();
    faults.add('braces', `"${key}" is CEL: write it without braces`, {
      span,
      hint: `write ${quoteYaml(bare)}`,
    });
    return undefined;
  }
  return faults.attempt(() => compileExpression(text, span, language));
}

function quoteYaml(text: string): string {
  return /^[\w(][^#]*$/.test(text) && !text.includes(': ') ? text : `'${text.replaceAll("'", "''")}'`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  uint: 'a whole number',
  double: 'a number',
  string: 'a text',
  bool: 'true or false',
  null: 'null',
};

function nameType(type: string): string {
  if (type.startsWith('list')) return 'a list';
  if (type.startsWith('map')) return 'a map';
  return TYPE_NAMES[type] ?? `of type ${type}`;
}

function hintCondition(type: string): string | undefined {
  if (type.startsWith('list') || type.startsWith('map')) return 'compare its size: size(…) > 0';
  if (type === 'string') return 'compare it: … != ""';
  return type === 'int' ? 'compare it: … > 0' : undefined;
}

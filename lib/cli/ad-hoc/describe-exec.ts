import { quote } from '../../connection/sh.ts';
import type { Module } from '../../modules/define.ts';
import type { ObjectSchema } from '../../schema/build.ts';
import { wantsText, wantsTexts } from './text-param.ts';

/** What they do is for other tasks of a play. */
const AMONG_OTHERS: ReadonlySet<string> = new Set(['await', 'meta', 'set']);

/** The first example of a module that makes sense outside of a playbook, as it is typed; undefined where there is none. */
export function describeExec({ name, params, examples }: Module): string | undefined {
  const example = AMONG_OTHERS.has(name) ? undefined : examples.find((one) => standsAlone(one.params));
  if (!example) return undefined;
  const words = Object.entries(example.params).map(
    ([param, value]) => `${param}=${writeValue(value, param, params)}`,
  );
  return ['k3play exec PATTERN -i INVENTORY -m', name, ...words.map(quote)].join(' ');
}

/** Whether it needs no variables of a playbook, and no line break. */
function standsAlone(params: unknown): boolean {
  return !/\{\{|!cel|\\n/.test(JSON.stringify(params));
}

/** As `readParamWords` reads it. */
function writeValue(value: unknown, param: string, params: ObjectSchema): string {
  const isText = typeof value === 'string';
  const staysText = wantsText(params, [param]) || wantsTexts(params, [param]);
  return isText && staysText ? value : JSON.stringify(value);
}

import type { Description } from '../describe.ts';
import { describeCallOf, type Helper } from '../text/helper.ts';
import type { OwnFilter } from './call.ts';
import type { Filter, FilterExample } from './define.ts';
import { listForms } from './functions.ts';
import { buildHelper } from './helper.ts';

/** What there is to say of filters: each is a helper and a function. */
export function describeFilters(filters: readonly OwnFilter[]): readonly Description[] {
  return filters.flatMap((own) => [describeAsHelper(own), describeAsFunction(own)]);
}

function describeAsHelper(own: OwnFilter): Description {
  const { name, summary, examples } = own.filter;
  const helper: Helper = { topic: '', ...buildHelper(own) };
  return {
    name,
    kind: 'helper',
    topic: '',
    file: own.file,
    forms: [`{{${describeCallOf(name, helper)}}}`],
    summary,
    examples: examples.filter(isText).map(({ args, result }) => ({
      text: `{{${[name, ...args.map((arg) => JSON.stringify(arg))].join(' ')}}}`,
      output: String(result),
    })),
  };
}

/** Lists and maps cannot be written out in text. */
function isText({ args, result }: FilterExample): boolean {
  return [...args, result].every((value) => ['string', 'number', 'boolean'].includes(typeof value));
}

function describeAsFunction({ filter, file }: OwnFilter): Description {
  const { name, summary, examples, result } = filter;
  return {
    name,
    kind: 'function',
    topic: '',
    file,
    forms: listForms(filter).map((form) => `${name}(${form.map(describeParam).join(', ')}): ${result}`),
    summary,
    examples: examples.map(({ args, result: output }) => ({
      text: `${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`,
      output,
    })),
  };
}

function describeParam({ name, type }: Filter['params'][number]): string {
  return `${name}: ${type}`;
}

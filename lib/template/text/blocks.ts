import Handlebars, { type HelperOptions } from 'handlebars';
import type { TextViews } from './view.ts';

export interface BlockCall {
  readonly args: readonly unknown[];
  readonly options: HelperOptions;
  readonly views: TextViews;
  readonly context: unknown;
}

/** `{{#if}}` and the like: what they do with values of the scope. */
export const BLOCKS: Readonly<Record<string, (call: BlockCall) => unknown>> = {
  if: ({ args, options, context }) => (isFilled(args[0]) ? options.fn(context) : options.inverse(context)),
  unless: ({ args, options, context }) =>
    isFilled(args[0]) ? options.inverse(context) : options.fn(context),
  with: ({ args: [value], options, views, context }) => {
    if (!isFilled(value)) return options.inverse(context);
    const item = views.expose(value, []);
    return options.fn(item, { data: options.data as unknown, blockParams: [item] });
  },
  each: runEach,
};

/** As Handlebars has it: false, null, "", 0 and the empty list are not. */
export function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function runEach({ args: [value], options, views, context }: BlockCall): string {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value !== null && typeof value === 'object' ? value : {});
  if (entries.length === 0) return options.inverse(context);

  const texts = entries.map(([key, entry], index) => {
    const item = views.expose(entry, [String(key)]);
    const data = Handlebars.createFrame(options.data) as object;
    Object.assign(data, { index, key, first: index === 0, last: index === entries.length - 1 });
    return options.fn(item, { data, blockParams: [item, key] });
  });
  return texts.join('');
}

import Handlebars from 'handlebars';
import type { Usage } from '../access.ts';
import { WrongValue } from '../errors.ts';
import type { Helper, HelperCall } from './helper.ts';
import type { Program } from './ast.ts';
import { BLOCKS } from './blocks.ts';
import { INCLUDE, runInclude, type Template } from './include.ts';
import type { TextViews } from './view.ts';

/** Under this name of Handlebars' data the helpers find the rendering they belong to. */
export const RENDERING = 'k3-rendering';

export interface Rendering {
  readonly usage: Usage;
  readonly views: TextViews;
  /** What it includes, by file. */
  readonly templates: ReadonlyMap<string, Template>;
}

type Helpers = Readonly<Record<string, Helper>>;

/** What texts can call, and how they become something to render. */
export interface TextLanguage {
  readonly helpers: Helpers;
  compile(program: Program): Template;
}

export function createTextLanguage(helpers: Helpers): TextLanguage {
  const instance = createHandlebars(helpers);
  const names = [INCLUDE, ...Object.keys(helpers), ...Object.keys(BLOCKS)];
  const options = {
    strict: true,
    noEscape: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(names.map((name) => [name, true])),
  };
  return { helpers, compile: (program) => instance.compile(program, options) };
}

/** An instance of our own: nothing but these helpers, no partials of Handlebars, no prototype access. */
function createHandlebars(helpers: Helpers): typeof Handlebars {
  const instance = Handlebars.create();
  for (const name of Object.keys(instance.helpers)) {
    if (name !== 'helperMissing') instance.unregisterHelper(name);
  }
  for (const [name, block] of Object.entries(BLOCKS)) {
    instance.registerHelper(name, function (this: unknown, ...given: unknown[]) {
      const options = given.pop() as Handlebars.HelperOptions;
      const { views } = renderingOf(options);
      return block({ args: given.map((value) => views.unwrap(value)), options, views, context: this });
    });
  }
  instance.registerHelper(INCLUDE, function (this: unknown, ...given: unknown[]) {
    const options = given.pop() as Handlebars.HelperOptions;
    return runInclude({ context: this, given, options, ...renderingOf(options) });
  });
  for (const [name, helper] of Object.entries(helpers)) {
    instance.registerHelper(name, (...given: unknown[]) => {
      const options = given.pop() as Handlebars.HelperOptions;
      const { usage, views } = renderingOf(options);
      const args = given.map((value, index) => {
        return helper.lenient && index === 0 ? views.unwrapLenient(value) : views.unwrap(value);
      });
      return views.expose(callHelper(name, helper, { args, usage }), []);
    });
  }
  return instance;
}

/** A helper was given what it cannot work on. */
export class WrongCall extends Error {
  readonly helper: string;
  override readonly cause: WrongValue;

  constructor(helper: string, cause: WrongValue) {
    super(cause.message);
    this.helper = helper;
    this.cause = cause;
  }
}

function callHelper(name: string, helper: Helper, call: HelperCall): unknown {
  try {
    return helper.run(call);
  } catch (error) {
    throw error instanceof WrongValue ? new WrongCall(name, error) : error;
  }
}

function renderingOf(options: Handlebars.HelperOptions): Rendering {
  return (options.data as Readonly<Record<string, Rendering>>)[RENDERING] as Rendering;
}

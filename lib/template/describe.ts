import { compileText } from './compile.ts';
import { EXAMPLE_VARIABLES } from './text/example-variables.ts';
import { describeCallOf } from './text/helper.ts';
import { HELPERS } from './text/helpers.ts';

/** What there is to say of something that templates or expressions can call. */
export interface Description {
  readonly name: string;
  readonly kind: 'helper' | 'function';
  /** What it is about, for the order of lists. */
  readonly topic: string;
  /** How it is written, with its parameters by name. */
  readonly forms: readonly string[];
  readonly summary: string;
  readonly examples: readonly { readonly text: string; readonly output: string }[];
}

/** Every helper of templates, in the order of docs. */
export function describeHelpers(): Description[] {
  return Object.entries(HELPERS).map(([name, helper]) => ({
    name,
    kind: 'helper',
    topic: helper.topic,
    forms: [`{{${describeCallOf(name, helper)}}}`],
    summary: helper.summary,
    examples: helper.examples,
  }));
}

/** The variables that the examples of helpers read. */
export function listExampleVariables(
  descriptions: readonly Description[],
): Readonly<Record<string, unknown>> {
  const span = { file: 'example', line: 1, column: 1 };
  const read = descriptions
    .filter(({ kind }) => kind === 'helper')
    .flatMap(({ examples }) => examples.flatMap(({ text }) => compileText(text, span).references))
    .map(({ path: [first] }) => first);
  return Object.fromEntries(Object.entries(EXAMPLE_VARIABLES).filter(([name]) => read.includes(name)));
}

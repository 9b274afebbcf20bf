import { BINDERS } from './cel/binders.ts';
import type { Examples } from './cel/function.ts';
import { LAZY_FUNCTIONS } from './cel/lazy.ts';
import { FUNCTION_GROUPS } from './cel/library/groups.ts';
import { LANGUAGE_FUNCTIONS } from './cel/library/language.ts';
import { compileText } from './compile.ts';
import { EXAMPLE_VARIABLES } from './text/example-variables.ts';
import { describeCallOf } from './text/helper.ts';
import { HELPERS } from './text/helpers.ts';

/** What there is to say of something that templates or expressions can call. */
export interface Description {
  readonly name: string;
  readonly kind: 'helper' | 'function';
  /** Where it is written, where it is the user's own. */
  readonly file?: string;
  /** What it is about, for the order of lists. */
  readonly topic: string;
  /** How it is written, with its parameters by name or type. */
  readonly forms: readonly string[];
  readonly summary: string;
  /** Templates with the text, or expressions with the value, that they make. */
  readonly examples: readonly { readonly text: string; readonly output: unknown }[];
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

interface Form {
  readonly topic: string;
  readonly signature: string;
  readonly summary: string | undefined;
  readonly examples: Examples;
}

/** Every function of expressions, in the order of docs. */
export function describeFunctions(): Description[] {
  const forms: readonly Form[] = [
    ...[LANGUAGE_FUNCTIONS, ...FUNCTION_GROUPS].flatMap(({ topic, functions }) =>
      functions.map((one) => ({ ...one, topic })),
    ),
    ...BINDERS.map((one) => ({
      ...one,
      topic: 'Lists',
      signature: `list.${one.name}(x, expression): ${one.returns}`,
    })),
    ...LAZY_FUNCTIONS.map((one) => ({
      ...one,
      signature: `${one.name}(${one.parameters.join(', ')}): ${one.returns}`,
    })),
  ];
  const described = new Map<string, Description>();
  for (const form of forms) {
    const name = /([\w]+)\(/.exec(form.signature)?.[1] ?? form.signature;
    // The same name on a namespace, such as sets.contains, is another function.
    const key = `${form.topic} ${form.signature.replace(/\(.*/, '').replace(/^[A-Z]\w*\./, '')}`;
    described.set(key, addForm(described.get(key), { ...form, name }));
  }
  return sortByTopic([...described.values()].filter(({ summary }) => summary !== ''));
}

function addForm(before: Description | undefined, form: Form & { readonly name: string }): Description {
  const examples = Object.entries(form.examples).map(([text, output]) => ({ text, output }));
  return {
    name: form.name,
    kind: 'function',
    topic: form.topic,
    forms: [...(before?.forms ?? []), form.signature.replaceAll(/\bdyn\b/g, 'value')],
    summary: before?.summary ?? form.summary ?? '',
    examples: [...(before?.examples ?? []), ...examples],
  };
}

/** Those of one topic together, in the order in which the topics first come. */
function sortByTopic(descriptions: readonly Description[]): Description[] {
  const topics = [...new Set(descriptions.map(({ topic }) => topic))];
  return topics.flatMap((topic) => descriptions.filter((one) => one.topic === topic));
}

/** The variables that the examples of helpers read. */
export function listExampleVariables(
  descriptions: readonly Description[],
): Readonly<Record<string, unknown>> {
  const span = { file: 'example', line: 1, column: 1 };
  const read = descriptions
    .filter(({ kind, file }) => kind === 'helper' && file === undefined)
    .flatMap(({ examples }) => examples.flatMap(({ text }) => compileText(text, span).references))
    .map(({ path: [first] }) => first);
  return Object.fromEntries(Object.entries(EXAMPLE_VARIABLES).filter(([name]) => read.includes(name)));
}

import { stringifyYaml } from '../lib/source/yaml-text.ts';
import { describeFunctions, describeHelpers, type Description } from '../lib/template/describe.ts';
import { EXAMPLE_VARIABLES } from '../lib/template/text/example-variables.ts';
import { buildTable } from './markdown-table.ts';

/** docs/values.md with what stands between its marks made from the code; all else is written by hand. */
export function fillValuesPage(page: string): string {
  const parts: Readonly<Record<string, string>> = {
    variables: `\`\`\`yaml\n${stringifyYaml(EXAMPLE_VARIABLES)}\`\`\``,
    helpers: buildSections(describeHelpers()),
    functions: buildSections(describeFunctions()),
  };
  return Object.entries(parts).reduce(
    (text, [name, part]) => replaceBetween(text, `<!-- ${name}: made by npm run docs -->`, part),
    page,
  );
}

function replaceBetween(page: string, mark: string, part: string): string {
  const [before, , after] = page.split(mark);
  if (before === undefined || after === undefined) throw new Error(`docs/values.md lacks ${mark}, twice`);
  return `${before}${mark}\n\n${part}\n\n${mark}${after}`;
}

function buildSections(descriptions: readonly Description[]): string {
  const topics = [...new Set(descriptions.map(({ topic }) => topic))];
  return topics
    .map((topic) => `### ${topic}\n\n${buildSection(descriptions.filter((one) => one.topic === topic))}`)
    .join('\n\n');
}

function buildSection(descriptions: readonly Description[]): string {
  const rows = descriptions.map(({ kind, forms, summary, examples }) => [
    forms.map(showCode).join('<br>'),
    summary,
    examples
      .map(({ text, output }) => `${showCode(text)} → ${showCode(showOutput(kind, output))}`)
      .join('<br>'),
  ]);
  return buildTable(['Call', 'What it gives', 'Example'], rows);
}

/** What a helper makes is text, a function's value is shown as JSON. */
function showOutput(kind: Description['kind'], output: unknown): string {
  return kind === 'helper' ? String(output) : JSON.stringify(output);
}

/** On one line; where the text has a backtick, between two. */
function showCode(text: string): string {
  const line = text.replaceAll('\n', '⏎');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

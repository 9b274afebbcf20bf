import { showPlainly } from '../show-plainly.ts';

export type Attributes = Readonly<Record<string, string | number>>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** An element; `inside` is XML already. */
export function element(name: string, attributes: Attributes, inside: readonly string[] = []): string {
  const words = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`,
  );
  const start = `<${name}${words.join('')}`;
  return inside.length === 0 ? `${start}/>` : `${start}>${inside.join('')}</${name}>`;
}

/** Text between tags. What XML cannot hold, or what would fool whoever looks at it, is left out. */
export function escapeText(text: string): string {
  return hold(text).replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}

function escapeAttribute(text: string): string {
  return hold(text).replace(/[&<>"\n\t]/g, (sign) => ENTITIES[sign] ?? sign);
}

/** Lone surrogates and the two non-characters are no characters of XML either. */
function hold(text: string): string {
  return showPlainly(text).replace(/\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd');
}

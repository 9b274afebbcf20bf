import { hashBytes } from '../../../core/hash.ts';
import { DiagnosticsError } from '../../../core/diagnostic.ts';
import { parseDocument } from '../../../source/document.ts';
import { WrongValue } from '../../errors.ts';
import { decodeBase64, encodeBase64 } from '../../format.ts';
import { defineFunction, type FunctionGroup } from '../function.ts';
import { toCel } from '../plain.ts';

/** Functions that read and write values in forms of files and protocols. */
export const ENCODING_FUNCTIONS: FunctionGroup = {
  topic: 'Forms of files and protocols',
  functions: [
    defineFunction('b64encode(string): string', {
      summary: 'The text in base64.',
      examples: { 'b64encode("ann")': 'YW5u' },
      run: encodeBase64,
    }),
    defineFunction('b64decode(string): string', {
      summary: 'The text that is given in base64.',
      examples: { 'b64decode("YW5u")': 'ann' },
      run: decodeBase64,
    }),
    defineFunction('sha256(string): string', {
      summary: 'The SHA-256 of a text, in hex.',
      examples: { 'sha256("a").substring(0, 8)': 'ca978112' },
      run: hashBytes,
    }),
    defineFunction('urlEncode(string): string', {
      summary: 'The text as a part of a URL.',
      examples: { 'urlEncode("a b/c")': 'a%20b%2Fc' },
      run: encodeURIComponent,
    }),
    defineFunction('fromJson(string): dyn', {
      summary: 'The value that a text in JSON holds.',
      examples: { 'fromJson("{\\"a\\": [1, 2]}").a[1]': 2 },
      run: parseJson,
    }),
    defineFunction('fromYaml(string): dyn', {
      summary: 'The value that a text in YAML holds.',
      examples: { 'fromYaml("a: [1, 2]").a': [1, 2] },
      run: parseYaml,
    }),
  ],
};

function parseJson(text: string): unknown {
  try {
    return toCel(JSON.parse(text));
  } catch {
    throw new WrongValue('fromJson() wants a text in JSON');
  }
}

/** No message of the parser is shown, for the text may be secret. */
function parseYaml(text: string): unknown {
  try {
    return toCel(parseDocument(text, '').value);
  } catch (error) {
    if (error instanceof DiagnosticsError) throw new WrongValue('fromYaml() wants a text in YAML');
    throw error;
  }
}

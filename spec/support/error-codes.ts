import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LIB = join(import.meta.dirname, '../../lib');

interface Way {
  /** Where codes are written so; a path from `lib` begins with it. */
  readonly under: string;
  /** Its first group is the code, or what follows `area`. */
  readonly pattern: RegExp;
  readonly area?: string;
}

/** How the code names its errors. */
const WAYS: readonly Way[] = [
  { under: '', pattern: /\bfault\(\s*'([a-z]+\/[a-z0-9-]+)'/g },
  { under: '', pattern: /\bcode: '([a-z]+\/[a-z0-9-]+)'/g },
  { under: 'playbook/', pattern: /\bfaults\.(?:add|warn)\(\s*'([a-z0-9-]+)'/g, area: 'playbook' },
  { under: 'playbook/name-checker', pattern: /\bcode: '([a-z0-9-]+)'/g, area: 'playbook' },
  { under: 'inventory/', pattern: /\.#fault\(\s*'([a-z0-9-]+)'/g, area: 'inventory' },
  { under: 'source/', pattern: /\bcode: '([a-z0-9-]+)'/g, area: 'source' },
  { under: 'secrets/', pattern: /\brefuse\(\s*'([a-z0-9-]+)'/g, area: 'secrets' },
  { under: 'template/', pattern: /\bcode: '([a-z0-9-]+)'/g, area: 'template' },
  { under: 'template/', pattern: /'(template\/[a-z0-9-]+)'/g },
  { under: 'template/', pattern: /\btemplateError\(\s*'([a-z0-9-]+)'/g, area: 'template' },
  {
    under: 'connection/',
    pattern: /\b(?:key|become|place|download)Error\(\s*'([a-z0-9-]+)'/g,
    area: 'connection',
  },
  { under: 'connection/ssh/reach', pattern: /\b(?:because\(|what: )'([a-z0-9-]+)'/g, area: 'connection' },
];

/** Every code that the source gives an error, sorted. */
export function listErrorCodes(): readonly string[] {
  const codes = readSources().flatMap(([name, text]) =>
    WAYS.filter(({ under }) => name.startsWith(under)).flatMap(({ pattern, area }) =>
      [...text.matchAll(pattern)].map(([, code = '']) => (area ? `${area}/${code}` : code)),
    ),
  );
  return [...new Set(codes)].sort();
}

/** Every text of the source that could be a code, or the end of one. */
export function listWords(): ReadonlySet<string> {
  return new Set(
    readSources().flatMap(([, text]) =>
      [...text.matchAll(/['`]([a-z0-9/-]+)['`]/g)].map(([, word = '']) => word),
    ),
  );
}

function readSources(): readonly (readonly [string, string])[] {
  return readdirSync(LIB, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('lab/k3s-double/'))
    .map((name) => [name, readFileSync(join(LIB, name), 'utf8')]);
}

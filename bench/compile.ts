import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { ROOT } from './places.ts';

export interface Compiled {
  readonly file: string;
  /** What it needs to find its packages. */
  readonly env: Readonly<Record<string, string>>;
}

/** Makes plain JavaScript of one of bench/programs, so that no time goes into that when it starts. */
export function compile(name: 'bare-loop' | 'meter' | 'relay', folder: string): Compiled {
  const file = join(folder, `${name}.cjs`);
  buildSync({
    entryPoints: [join(ROOT, 'bench', 'programs', `${name}.ts`)],
    outfile: file,
    bundle: true,
    platform: 'node',
    external: ['ssh2'],
  });
  return { file, env: { NODE_PATH: join(ROOT, 'node_modules') } };
}

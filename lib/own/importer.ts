import { createRequire, SourceMap } from 'node:module';
import { extname, join } from 'node:path';
import type * as Compiler from 'jiti';

/** The user's own TypeScript and JavaScript, run as it is written. */
export interface Importer {
  /** What a file exports, by name. Throws whatever the file throws, or what is wrong with its syntax. */
  import(file: string): Promise<Readonly<Record<string, unknown>>>;
  /** The text that runs in the place of a file's, with the way back to the lines and columns of the file. */
  mapOf(file: string, source: string): SourceMap | undefined;
}

/** What names of packages stand for, whatever is installed beside the files. */
export type Packages = Readonly<Record<string, object>>;

/**
 * With `packages`, `k3play` means the very program that loads these files, wherever it is installed, so that a
 * class of theirs is a class of ours. Nothing is kept of what was compiled: a folder that others can
 * write to, as the one for temporary files is, would be a way in.
 */
export function createImporter(folder: string, packages: Packages): Importer {
  // Not by import(), which code from V8's cache cannot do.
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof Compiler;
  const jiti = createJiti(join(folder, 'any.ts'), {
    virtualModules: packages,
    fsCache: false,
    interopDefault: false,
    tryNative: false,
    sourceMaps: true,
  });
  return {
    import: async (file) => ({ ...(await jiti.import<object>(file)) }),
    mapOf: (file, source) => readMap(transform(jiti, file, source)),
  };
}

function transform(jiti: Compiler.Jiti, file: string, source: string): string {
  return jiti.transform({ source, filename: file, ts: extname(file) === '.ts', async: true });
}

function readMap(code: string): SourceMap | undefined {
  const [, encoded] = /\n\/\/# sourceMappingURL=data:[^,]*;base64,([\w+/=]+)\s*$/.exec(code) ?? [];
  if (encoded === undefined) return undefined;
  return new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as SourceMap['payload']);
}

import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

// Bundles the command and the package's entry into `dist`: a start is mostly the search for files and the reading
// of them, and all of lib with its dependencies are 700. What both entries need is shared, so that a class is one.
// Usage: npx tsx scripts/build.ts
const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist');

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['lib/index.ts', 'lib/cli/main.ts'],
  outdir,
  outbase: 'lib',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Parts of it are native.
  external: ['ssh2'],
  // Dependencies that are CommonJS ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module';\nconst require = createRequireHere(import.meta.url);",
  },
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
chmodSync(join(outdir, 'cli/main.js'), 0o755);
writeFileSync(join(outdir, 'THIRD-PARTY-NOTICES.txt'), describeNotices(metafile));

/** The licences of all packages that are part of the bundle. */
function describeNotices({ inputs }: Metafile): string {
  const folders = Object.keys(inputs).flatMap((path) => {
    const [folder] = /^.*\/?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
    return folder === undefined ? [] : [join(root, folder)];
  });
  return [...new Set(folders)]
    .sort()
    .map(describeNotice)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function describeNotice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    'name' | 'version' | 'license',
    string
  >;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${folder} has no text of its licence (${license})`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

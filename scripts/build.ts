import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile, type PluginBuild } from 'esbuild';
import * as index from '../lib/index.ts';
import * as testing from '../lib/testing/index.ts';

// Bundles the command and the package's entries into `dist`: a start is mostly the search for files and the reading
// of them, and all of lib with its dependencies are 700. All are one file, so that a class is one.
// Usage: npx tsx scripts/build.ts
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const BUNDLE = join(dist, 'k3play.cjs');
const SHARED: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};

const { metafile } = await build({
  ...SHARED,
  entryPoints: ['lib/bundle.ts'],
  outfile: BUNDLE,
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  define: { 'import.meta.url': 'BUNDLE_URL', 'import.meta.dirname': '__dirname' },
  banner: { js: "const BUNDLE_URL = require('node:url').pathToFileURL(__filename).href;" },
  // A compiler, for those who have modules of their own: it is large, and most never need it.
  external: ['jiti'],
  plugins: [
    { name: 'native parts', setup: leaveNativeParts },
    { name: 'http agents', setup: leaveOutHttpAgents },
  ],
  metafile: true,
});
// No ES module, for which Node would load the loader of those.
await build({
  ...SHARED,
  entryPoints: ['lib/cli/launch.ts'],
  outfile: join(dist, 'cli/main.js'),
  format: 'cjs',
  define: { 'import.meta.dirname': '__dirname' },
});
writeFileSync(join(dist, 'cli/package.json'), '{ "type": "commonjs" }\n');
chmodSync(join(dist, 'cli/main.js'), 0o755);
writeFileSync(join(dist, 'index.js'), describeEntry(index, "('./k3play.cjs').loadIndex()"));
writeFileSync(join(dist, 'testing/index.js'), describeEntry(testing, "('../k3play.cjs').loadTesting()"));
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), describeNotices(metafile));

/** The parts of ssh2 that are native stay in its package, which does without where they could not be built. */
function leaveNativeParts(plugins: PluginBuild): void {
  plugins.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) => {
    const [, inPackage] = /\/node_modules\/(.*)$/.exec(join(resolveDir, path)) ?? [];
    return { path: inPackage ?? path, external: true };
  });
}

/** ssh2 has agents for HTTP through SSH. None is used here, and they would load Node's HTTP and TLS at each start. */
function leaveOutHttpAgents(plugins: PluginBuild): void {
  plugins.onLoad({ filter: /\/ssh2\/lib\/http-agents\.js$/ }, () => ({ contents: 'module.exports = {};' }));
}

/** An entry of the package names what it takes from the bundle: an ES module cannot hand on all of one that is not. */
function describeEntry(exports: object, source: string): string {
  const names = Object.keys(exports).join(', ');
  return [
    "import { createRequire } from 'node:module';",
    `export const { ${names} } = createRequire(import.meta.url)${source};\n`,
  ].join('\n');
}

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

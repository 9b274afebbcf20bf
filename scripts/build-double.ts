import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { DEFAULT_VERSION } from '../lib/lab/k3s-double/version.ts';

// Bundles the test double of K3s into one executable file for lab hosts, which run Debian's Node 18.
// Usage: npx tsx scripts/build-double.ts [--version-string v1.30.4+k3s1] [--out dist/lab/k3s-double/k3s]
const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    'version-string': { type: 'string', default: DEFAULT_VERSION },
    out: { type: 'string', default: join(root, 'dist/lab/k3s-double/k3s') },
  },
});
const version = values['version-string'];

if (/^v\d+\.\d+\.\d+(-[\w.]+)?\+k3s\d+$/.test(version)) {
  mkdirSync(dirname(values.out), { recursive: true });
  await build({
    entryPoints: [join(root, 'lib/lab/k3s-double/main.ts')],
    outfile: values.out,
    bundle: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    define: { K3S_DOUBLE_VERSION: JSON.stringify(version) },
    external: ['pg-native'],
    legalComments: 'inline',
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  chmodSync(values.out, 0o755);
  // Beside this package the file would count as an ES module; on a host nothing is beside it.
  writeFileSync(join(dirname(values.out), 'package.json'), '{ "type": "commonjs" }\n');
} else {
  console.error(`build-double: --version-string ${JSON.stringify(version)} is not of the form v1.30.4+k3s1`);
  process.exitCode = 3;
}

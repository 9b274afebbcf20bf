import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeCacheOf, loadBundle } from '../lib/cli/load-bundle.ts';

// Keeps what V8 compiles in a run, beside the bundle, so that a start need not compile it again.
// Usage: npx tsx scripts/code-cache.ts, after scripts/build.ts
const BUNDLE = join(import.meta.dirname, '..', 'dist', 'k3play.cjs');
// Nobody listens there.
const HOSTS =
  'groups:\n  all-of-them:\n    hosts:\n      nobody: { address: 127.0.0.1, connection: { port: 1 } }\n';
const PLAYBOOK = '- name: Warm up\n  hosts: all\n  tasks:\n    - { name: Nothing, command: "true" }\n';

const { script, bundle } = loadBundle(BUNDLE);
const folder = mkdtempSync(join(tmpdir(), 'k3play-code-cache-'));
const [hosts, playbook] = [join(folder, 'hosts.yml'), join(folder, 'playbook.yml')];
try {
  writeFileSync(hosts, HOSTS);
  writeFileSync(playbook, PLAYBOOK);
  await bundle.main(['node', 'k3play', 'run', playbook, '-i', hosts, '--output', 'plain']);
} finally {
  rmSync(folder, { recursive: true });
}
// Of a run whose one host is unreachable.
if (process.exitCode !== 4) throw new Error(`the run ended with ${process.exitCode ?? 0} instead of 4`);
process.exitCode = 0;
writeFileSync(codeCacheOf(BUNDLE), script.createCachedData());

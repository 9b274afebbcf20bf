import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { K3Error, messageOf } from '../core/errors.ts';
import { runCommand } from './command.ts';
import { withLock } from './lock.ts';
import type { MachineSetup } from './machine.ts';
import type { LabProgress } from './model.ts';
import { refuse } from './refusal.ts';
import type { Recipe } from './recipe.ts';
import { SUITE, buildRecipe } from './recipe.ts';
import { listBasesInUse } from './processes.ts';
import { removeTree } from './tree.ts';

const BUILD_TIMEOUT_MS = 20 * 60_000;

export interface BaseOptions {
  readonly baseDir: string;
  readonly machine: MachineSetup;
  /** Builds anew even where a root of this recipe is there: for newer packages. */
  readonly rebuild?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LabProgress) => void) | undefined;
}

/** The path of the base root of today's recipe, built first where it is missing. */
export async function prepareBase(options: BaseOptions): Promise<string> {
  const { baseDir, machine, signal, onProgress } = options;
  const recipe = buildRecipe(machine.sources, machine.files);
  const path = join(baseDir, `base-${recipe.hash}`);
  if (existsSync(path) && !options.rebuild) return path;
  const lock = join(baseDir, 'lock');
  const build = async (): Promise<string> => {
    if (existsSync(path) && !options.rebuild) return path;
    if (options.rebuild) await removeUnused(path);
    await removeLeftovers(baseDir);
    const startedAt = Date.now();
    onProgress?.({ kind: 'base-build-started', path });
    await buildRoot(path, recipe, options);
    onProgress?.({ kind: 'base-built', path, durationMs: Date.now() - startedAt });
    return path;
  };
  return withLock(lock, build, { signal, onWait: () => onProgress?.({ kind: 'lock-awaited', path: lock }) });
}

/** Removes all base roots that no running host stands on, and their directory with the last. */
export async function purgeBases(baseDir: string): Promise<void> {
  if (!existsSync(baseDir)) return;
  const lock = join(baseDir, 'lock');
  await withLock(lock, async () => {
    const used = await listBasesInUse();
    const roots = (await readdir(baseDir))
      .filter((name) => name.startsWith('base-'))
      .map((name) => join(baseDir, name));
    for (const path of roots) if (!used.has(path)) await removeTree(path);
    if (roots.some((path) => used.has(path))) return;
    await rm(lock, { force: true });
    // Somebody else's files in it are no reason to fail, and none to be deleted.
    await rmdir(baseDir).catch(() => undefined);
  });
}

/** Built under another name and renamed at the end: an interrupted build is never taken for a base. */
async function buildRoot(path: string, recipe: Recipe, options: BaseOptions): Promise<void> {
  const { machine, signal } = options;
  const draft = `${path}.draft`;
  const scratch = await mkdtemp(join(tmpdir(), 'k3play-lab-'));
  try {
    const sources = join(scratch, 'debian.sources');
    const aptConf = join(scratch, 'apt.conf');
    await writeFile(sources, machine.sources, { mode: 0o600 });
    await writeFile(aptConf, machine.aptConf, { mode: 0o600 });
    const args = [
      '--mode=root',
      '--format=directory',
      '--variant=minbase',
      // The package lists stay, so that hosts can install at once.
      '--skip=cleanup/apt/lists',
      `--include=${recipe.packages.join(',')}`,
      `--aptopt=${aptConf}`,
      '--dpkgopt=force-unsafe-io',
      '--dpkgopt=path-exclude=/usr/share/man/*',
      '--dpkgopt=path-exclude=/usr/share/locale/*',
      SUITE,
      draft,
      sources,
    ];
    // The child must not outlive a killed k3play: the next build would find it still writing.
    await runCommand('setpriv', ['--pdeathsig', 'TERM', 'mmdebstrap', ...args], {
      signal,
      timeoutMs: BUILD_TIMEOUT_MS,
    });
    for (const file of recipe.files) await placeFile(draft, file);
    await runCommand('chroot', [draft, '/bin/sh', '-c', recipe.finish], { signal, timeoutMs: 120_000 });
    await rename(draft, path);
  } catch (cause) {
    await removeTree(draft);
    signal?.throwIfAborted();
    throw new K3Error(`the base root of the lab could not be built: ${messageOf(cause)}`, {
      kind: 'module',
      code: 'lab/base-failed',
      cause,
      hint: 'this machine must reach a Debian mirror: apt-get update shows whether it does',
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function placeFile(root: string, file: Recipe['files'][number]): Promise<void> {
  const path = join(root, file.path);
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await writeFile(path, file.text, 'latin1');
  await chmod(path, file.mode);
}

async function removeUnused(path: string): Promise<void> {
  if ((await listBasesInUse()).has(path)) {
    refuse('lab/base-in-use', `hosts are running on ${path}`, 'take them down first: k3play lab down');
  }
  await removeTree(path);
}

async function removeLeftovers(baseDir: string): Promise<void> {
  for (const name of await readdir(baseDir)) {
    if (name.endsWith('.draft')) await removeTree(join(baseDir, name));
  }
}

import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { hashFile } from '../../core/hash.ts';
import { parseOsRelease } from '../../lab/machine.ts';
import type { BundledFile } from '../../modules/shared/bundle.ts';
import { nameArchive } from '../../modules/shared/packages/bundled.ts';
import { AptRoot } from './apt-root.ts';
import { note } from './folder.ts';
import { failure, tryProgram } from './program.ts';

/** Stands for what the bundled playbooks install, whichever way of the guide is taken. */
const ALL = 'all';
const INDEX = 'Packages';
const PLAYBOOK_PACKAGES: readonly string[] = [
  'curl',
  'default-mysql-client',
  'default-mysql-server',
  'etcd-client',
  'etcd-server',
  'haproxy',
  'keepalived',
  'libnginx-mod-stream',
  'mariadb-server',
  'nginx',
  'postgresql',
  'postgresql-client',
];

export interface PackagesWish {
  readonly folder: string;
  readonly arches: readonly string[];
  /** `all` among them stands for what the bundled playbooks install. */
  readonly names: readonly string[];
  /** Hears a line of what is being done. */
  readonly tell: (line: string) => void;
}

/** An archive for each package, with all it needs, for hosts with the system of this machine. */
export async function bundlePackages(wish: PackagesWish): Promise<Readonly<Record<string, BundledFile>>> {
  const release = parseOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  const os = { id: release.get('ID') ?? '', version: release.get('VERSION_ID') ?? '' };
  const files: Record<string, BundledFile> = {};
  await mkdir(wish.folder, { recursive: true });
  for (const arch of wish.arches) {
    await withTemporaryFolder(async (temporary) => {
      wish.tell(`packages for ${os.id} ${os.version} ${arch}: asking apt`);
      const apt = await AptRoot.make(temporary, arch);
      const entries = new Map<string, string>();
      for (const name of expand(wish.names, os.id)) {
        const debs = (await apt.download(name)).toSorted();
        const archive = join(wish.folder, nameArchive({ os, arch }, name));
        for (const deb of debs) if (!entries.has(deb)) entries.set(deb, await describeDeb(deb));
        await writeFile(join(temporary, INDEX), debs.map((deb) => entries.get(deb)).join('\n'));
        await pack(join(temporary, INDEX), debs, archive);
        await note(files, archive);
        wish.tell(`${basename(archive)}: ${debs.length} packages`);
      }
    });
  }
  return files;
}

function expand(names: readonly string[], system: string): readonly string[] {
  const all = system === 'ubuntu' ? [...PLAYBOOK_PACKAGES, 'mysql-server'] : PLAYBOOK_PACKAGES;
  return [...new Set(names.flatMap((name) => (name === ALL ? all : name)))];
}

/** A folder such as apt takes for a source: packages beside their index. The same packages make the same archive. */
async function pack(index: string, debs: readonly string[], archive: string): Promise<void> {
  const part = `${archive}.k3play-part`;
  const same = ['--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rw,go=r'];
  const members = [index, ...debs].flatMap((path) => ['-C', dirname(path), basename(path)]);
  await run('tar', ['--create', `--file=${part}`, `--transform=s/${COLON}/_/`, ...same, ...members]);
  await rename(part, archive);
}

/** How apt writes the colon of a version in the name of a file, which it would read as a colon in a source. */
const COLON = '%3a';

/** A paragraph of the index. */
async function describeDeb(path: string): Promise<string> {
  const control = await run('dpkg-deb', ['--field', path]);
  const { size } = await stat(path);
  const name = basename(path).replace(COLON, '_');
  return `${control.trimEnd()}\nFilename: ./${name}\nSize: ${size}\nSHA256: ${await hashFile(path)}\n`;
}

async function run(name: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tryProgram(name, args, 'Debian has it in every installation');
  if (code === 0) return stdout;
  throw failure(`${name} failed:\n${stderr}`);
}

async function withTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'k3play-bundle-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

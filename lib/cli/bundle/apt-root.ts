import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, tryProgram } from './program.ts';

/** How dpkg calls architectures that Go, and so K3s, calls otherwise. */
const DPKG_NAMES: Readonly<Record<string, string>> = { arm: 'armhf' };

/**
 * apt of this machine, with its sources and keys, for a system on which nothing is installed: what it downloads is
 * all that a package needs. It keeps to a folder of its own, and needs no root.
 */
export class AptRoot {
  readonly #folder: string;
  readonly #options: readonly string[];

  private constructor(folder: string, arch: string) {
    this.#folder = folder;
    const name = DPKG_NAMES[arch] ?? arch;
    this.#options = [
      ['Dir::State', join(folder, 'state')],
      ['Dir::State::status', join(folder, 'status')],
      ['Dir::Cache', join(folder, 'cache')],
      ['Debug::NoLocking', '1'],
      ['APT::Architecture', name],
      ['APT::Architectures', name],
      ['APT::Sandbox::User', 'root'],
      ['APT::Install-Recommends', 'false'],
      ['APT::Get::Assume-Yes', 'true'],
      ['Acquire::Languages', 'none'],
    ].flatMap(([option, value]) => ['-o', `${option}=${value}`]);
  }

  /** In an empty folder, with the newest lists. */
  static async make(folder: string, arch: string): Promise<AptRoot> {
    for (const part of ['state/lists/partial', 'cache/archives/partial', 'none/partial']) {
      await mkdir(join(folder, part), { recursive: true });
    }
    await writeFile(join(folder, 'status'), '');
    const root = new AptRoot(folder, arch);
    await root.#run(['-q', 'update']);
    return root;
  }

  /** Downloads a package with all it needs, as far as that is not there yet, and lists the files of all of it. */
  async download(name: string): Promise<readonly string[]> {
    const archives = join(this.#folder, 'cache/archives');
    const elsewhere = ['-o', `Dir::Cache::archives=${join(this.#folder, 'none')}`];
    const listed = await this.#run([...elsewhere, '-q', '--print-uris', 'install', name]);
    const files = [...listed.matchAll(/^'[^']+' (\S+) \d+/gm)].map(([, file = '']) => file);
    await this.#run(['-q', '--download-only', 'install', name]);
    const there = new Set(await readdir(archives));
    const lacking = files.filter((file) => !there.has(file));
    if (files.length === 0 || lacking.length > 0) {
      throw failure(`apt-get did not download what ${name} needs: ${lacking.join(', ')}`);
    }
    return files.map((file) => join(archives, file));
  }

  async #run(words: readonly string[]): Promise<string> {
    const hint = 'packages are brought by apt: run this on a machine with the system of the hosts';
    const { code, stdout, stderr } = await tryProgram('apt-get', [...this.#options, ...words], hint);
    if (code === 0) return stdout;
    throw failure(`apt-get ${words.join(' ')} failed:\n${stderr || stdout}`, 'apt of this machine must work');
  }
}

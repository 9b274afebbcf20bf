import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AptSource } from './apt-sources.ts';
import { parseDeb822, parseOneLine, renderSources, selectSources } from './apt-sources.ts';
import { findTool, runCommand } from './command.ts';
import type { Proxies } from './proxies.ts';
import { renderAptProxies } from './proxies.ts';
import type { RecipeFile } from './recipe.ts';

/** What a lab host must share with its machine so that apt and https work there as they do here. */
export interface MachineSetup {
  /** Text of the `.sources` file. */
  readonly sources: string;
  /** Keyrings and certificate authorities, by their place in the root. */
  readonly files: readonly RecipeFile[];
  /** apt settings for reaching the mirrors: proxies, checks. May hold a proxy's password. */
  readonly aptConf: string;
  readonly proxies: Proxies;
}

const CA_DIRECTORY = '/usr/local/share/ca-certificates';
/** Other settings are the machine's own taste; these decide whether a mirror can be reached and believed. */
const APT_SETTINGS =
  /^Acquire::(http|https|Check-Valid-Until|Check-Date|Max-ValidTime|Retries|ForceIPv[46]|AllowInsecureRepositories)(::|$| )/;

/** Reads the machine's apt sources, settings and own certificate authorities. */
export async function readMachineSetup(proxies: Proxies = {}): Promise<MachineSetup> {
  const release = parseOsRelease(await readText('/etc/os-release'));
  const selected = selectSources(
    release.get('ID') === 'debian' ? await readSources() : [],
    release.get('VERSION_CODENAME') ?? '',
  );
  // apt's own settings come last and so win over the environment's, as they do for apt.
  const aptConf = renderAptProxies(proxies) + (await readAptConf());
  const named = selected.flatMap(({ signedBy }) => (signedBy?.startsWith('/') ? [signedBy] : []));
  const quoted = [...aptConf.matchAll(/CaInfo "(\/[^"]+)"/gi)].map((match) => match[1] ?? '');
  const authorities = (await listFiles(CA_DIRECTORY)).filter((path) => path.endsWith('.crt'));
  const files = await Promise.all([...new Set([...named, ...quoted, ...authorities])].map(takeOver));
  return { sources: renderSources(selected), files: files.flat(), aptConf, proxies };
}

export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^([A-Z_]+)="?([^"\n]*)"?$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

async function readSources(): Promise<AptSource[]> {
  const directory = '/etc/apt/sources.list.d';
  const sources = parseOneLine(await readText('/etc/apt/sources.list'));
  for (const path of await listFiles(directory)) {
    if (path.endsWith('.sources')) sources.push(...parseDeb822(await readText(path)));
    if (path.endsWith('.list')) sources.push(...parseOneLine(await readText(path)));
  }
  return sources;
}

async function readAptConf(): Promise<string> {
  if (findTool('apt-config') === undefined) return '';
  const dump = await runCommand('apt-config', ['dump', '--format', '%f "%v";%n', 'Acquire']);
  const lines = dump.split('\n').filter((line) => APT_SETTINGS.test(line) && !line.endsWith(' "";'));
  return lines.map((line) => `${line}\n`).join('');
}

/** Nested directories are left out: neither apt nor update-ca-certificates has them by default. */
async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => join(directory, name))
    .sort();
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

/** Binary keyrings travel as latin1 text, one character a byte. */
async function takeOver(path: string): Promise<RecipeFile[]> {
  const bytes = await readFile(path).catch(() => undefined);
  return bytes ? [{ path: path.slice(1), text: bytes.toString('latin1'), mode: 0o644 }] : [];
}

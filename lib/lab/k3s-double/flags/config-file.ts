import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { Fatal } from '../log.ts';

export interface ConfigLocation {
  readonly path: string;
  /** A file that was asked for by name must be there. */
  readonly required: boolean;
}

const DEFAULT_CONFIG = '/etc/rancher/k3s/config.yaml';

/** Where the settings of this start are: `--config`, `K3S_CONFIG_FILE`, or the usual place. */
export function locateConfig(argv: readonly string[], environment: NodeJS.ProcessEnv): ConfigLocation {
  const fromEnvironment = environment.K3S_CONFIG_FILE;
  if (fromEnvironment) return { path: fromEnvironment, required: true };
  for (const [index, argument] of argv.entries()) {
    const match = /^--?(?:config|c)(?:=(.*))?$/s.exec(argument);
    const path = match ? (match[1] ?? argv[index + 1]) : undefined;
    if (path !== undefined) return { path, required: true };
  }
  return { path: DEFAULT_CONFIG, required: false };
}

/** The files' settings as command-line words; the last file to name a key wins, `key+` appends. */
export function readConfig({ path, required }: ConfigLocation): string[] {
  const texts = [readText(path, required), ...listDropIns(path).map((file) => readText(file, true))];
  const settings = new Map<string, string[]>();
  for (const { file, text } of texts) {
    for (const [key, values] of parseConfig(text, file)) {
      const name = key.replace(/\+$/, '');
      const before = key.endsWith('+') ? (settings.get(name) ?? []) : [];
      settings.set(name, [...before, ...values]);
    }
  }
  return [...settings].flatMap(([key, values]) => {
    const dashes = key.length === 1 ? '-' : '--';
    return values.map((value) => `${dashes}${key}=${value}`);
  });
}

/** K3s reads YAML 1.1: `yes` is true and 0644 is a number in base eight. */
export function parseConfig(text: string, file: string): [string, string[]][] {
  const document = parseDocument(text, { version: '1.1', logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new Fatal(`${file}: yaml: ${error.message.split('\n')[0] ?? ''}`);
  const value: unknown = document.toJS({ mapAsMap: true });
  if (value === null || value === undefined) return [];
  if (!(value instanceof Map)) throw new Fatal(`${file}: yaml: unmarshal errors: not a mapping of settings`);
  return [...value].map(([key, setting]) => [String(key), toWords(setting)]);
}

function toWords(setting: unknown): string[] {
  if (Array.isArray(setting)) return setting.map(toWord);
  return [toWord(setting)];
}

function toWord(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function readText(file: string, required: boolean): { readonly file: string; readonly text: string } {
  try {
    return { file, text: readFileSync(file, 'utf8') };
  } catch (error) {
    if (!required && isMissing(error)) return { file, text: '' };
    throw new Fatal(`open ${file}: ${isMissing(error) ? 'no such file or directory' : String(error)}`);
  }
}

function listDropIns(path: string): string[] {
  const folder = `${path}.d`;
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

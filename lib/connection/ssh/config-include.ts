import { readFileSync, readdirSync } from 'node:fs';
import { dirname, basename, isAbsolute, join } from 'node:path';
import SSHConfig, { type Directive, type Line, LineType, type Section } from 'ssh-config';
import { K3Error, messageOf } from '../../core/errors.ts';
import { matchesPatterns } from './pattern.ts';

const DEEPEST_INCLUDE = 8;

/** A setting or a section of an ssh configuration, with the words of its value. */
export interface ConfigLine {
  readonly name: string;
  readonly words: readonly string[];
  /** What stands in a `Host` or `Match` section. */
  readonly lines?: readonly ConfigLine[];
}

/** Reads an ssh configuration with what it includes. A file that does not exist is empty. */
export function readConfigLines(path: string, home: string, depth = 0): readonly ConfigLine[] {
  const text = readText(path);
  if (text === undefined || depth > DEEPEST_INCLUDE) return [];
  const include = (pattern: string): readonly ConfigLine[] =>
    expandInclude(pattern, home).flatMap((file) => readConfigLines(file, home, depth + 1));
  try {
    return convert(SSHConfig.parse(text), include);
  } catch (error) {
    if (error instanceof K3Error) throw error;
    throw configError(path, error);
  }
}

function convert(
  lines: readonly Line[],
  include: (pattern: string) => readonly ConfigLine[],
): readonly ConfigLine[] {
  return lines.filter(isDirective).flatMap((line): readonly ConfigLine[] => {
    const name = line.param.toLowerCase();
    const words = wordsOf(line);
    if (name === 'include') return words.flatMap(include);
    if (!('config' in line)) return [{ name, words }];
    return [{ name, words, lines: convert((line as Section).config, include) }];
  });
}

function isDirective(line: Line): line is Directive {
  return line.type === LineType.DIRECTIVE;
}

function wordsOf({ value }: Directive): readonly string[] {
  return typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : value.map(({ val }) => val);
}

function expandInclude(pattern: string, home: string): readonly string[] {
  const path = expandTilde(pattern, home);
  const full = isAbsolute(path) ? path : join(home, '.ssh', path);
  if (!/[*?]/.test(basename(full))) return [full];
  try {
    const names = readdirSync(dirname(full)).sort();
    return names
      .filter((name) => matchesPatterns([basename(full)], name))
      .map((name) => join(dirname(full), name));
  } catch {
    return [];
  }
}

export function expandTilde(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw configError(path, error);
  }
}

function configError(path: string, cause: unknown): K3Error {
  const message = `${path} cannot be read as an ssh configuration: ${messageOf(cause)}`;
  return new K3Error(message, { kind: 'unreachable', code: 'connection/ssh-config', cause });
}

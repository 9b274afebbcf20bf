import { readFile } from 'node:fs/promises';
import type { SourceFiles } from '../connection/transfer/source-files.ts';
import { K3Error, messageOf } from '../core/errors.ts';
import { createPartialFinder, resolveFile, resolveTemplate } from '../playbook/lookup.ts';
import type { LocalFile } from '../schema/build.ts';
import type { Compiled } from '../template/compiled.ts';
import { compileTemplateFile } from '../template/compile.ts';
import type { Language } from '../template/language.ts';
import type { TemplateFiles } from './context.ts';

/** Templates compiled and files hashed once for the whole run, however many hosts want them. */
export function createTemplateFiles(
  templateFolders: readonly string[],
  sources: SourceFiles,
  language?: Language,
): TemplateFiles {
  const templates = new Map<string, Promise<Compiled<string>>>();
  const texts = new Map<string, Promise<string>>();
  const findPartial = createPartialFinder({ templateFolders });
  return {
    async template(path, folders) {
      const file = resolveTemplate(path, folders, { templateFolders });
      if (file === undefined) throw notFound('template', path, folders);
      const text = once(templates, file, () => compileTemplateFile(file, findPartial, language));
      return { file, text: await text };
    },
    async plainText(path, folders) {
      const file = resolveFile(path, folders);
      if (file === undefined) throw notFound('file', path, folders);
      return { path: file, text: await once(texts, file, () => readText(file)) };
    },
    async file(path, folders) {
      const file = resolveFile(path, folders);
      if (file === undefined) throw notFound('file', path, folders);
      return describeFile(file, sources);
    },
  };
}

function once<T>(cache: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const kept = cache.get(key) ?? make();
  cache.set(key, kept);
  return kept;
}

function notFound(what: string, path: string, folders: readonly string[]): K3Error {
  return new K3Error(`there is no ${what} "${path}", looked for from ${folders.join(', ')}`, {
    kind: 'template',
    code: `run/no-${what}`,
  });
}

function describeFile(path: string, sources: SourceFiles): Promise<LocalFile> {
  return readHere(path, () => sources.describe(path));
}

function readText(path: string): Promise<string> {
  return readHere(path, () => readFile(path, 'utf8'));
}

async function readHere<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new K3Error(`cannot read ${path} on this machine: ${messageOf(cause)}`, {
      kind: 'module',
      code: 'run/local-read',
      cause,
    });
  }
}

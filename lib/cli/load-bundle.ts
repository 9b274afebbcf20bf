import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';
import type { main } from './main.ts';
import { optimise } from './optimise.ts';

/** What is asked of lib/bundle.ts here. */
export interface Bundle {
  readonly main: typeof main;
}

/** V8's compiled form of the bundle's code: true of one version of Node, which passes over that of another. */
export function codeCacheOf(file: string): string {
  return `${file}.cache`;
}

/**
 * Does for the bundle what `require` does, with what V8 kept of compiling it.
 * The cache lies beside the code, made with it: who could write the one could write the other.
 * It is true of one way of V8's to optimise, too: that which a run ends with.
 */
export function loadBundle(file: string): { readonly script: Script; readonly bundle: Bundle } {
  optimise('soon');
  // The bundle is ASCII, which is read faster so.
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), {
    filename: file,
    cachedData: readCache(codeCacheOf(file)),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const require = createRequire(file);
  const module = new Module(file);
  // Whoever requires the bundle later gets this one.
  require.cache[file] = module;
  const evaluate = script.runInThisContext() as (...given: unknown[]) => void;
  evaluate.call(module.exports, module.exports, require, module, file, dirname(file));
  return { script, bundle: module.exports as Bundle };
}

function readCache(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

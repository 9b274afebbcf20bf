import type { Module } from './define.ts';

const all: readonly Module[] = [];

/** Every bundled module by its name. A module is bundled by its line above, and by nothing else. */
export const modules: ReadonlyMap<string, Module> = new Map(all.map((module) => [module.name, module]));

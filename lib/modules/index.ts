import { assert } from './assert.ts';
import { command } from './command.ts';
import { copy } from './copy.ts';
import { debug } from './debug.ts';
import type { Module } from './define.ts';
import { file } from './file.ts';
import { line } from './line.ts';
import { set } from './set.ts';
import { shell } from './shell.ts';
import { stat } from './stat.ts';
import { template } from './template.ts';

// prettier-ignore
const all: readonly Module[] = [
  assert,
  command,
  copy,
  debug,
  file,
  line,
  set,
  shell,
  stat,
  template,
];

/** Every bundled module by its name. A module is bundled by its line above, and by nothing else. */
export const modules: ReadonlyMap<string, Module> = new Map(all.map((module) => [module.name, module]));

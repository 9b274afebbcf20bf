import { dirname, resolve } from 'node:path';
import { isPlainMap } from '../schema/examine.ts';
import type { Compiled } from '../template/compiled.ts';
import type { Reading, TaskDraft } from './draft.ts';
import { readTaskFile } from './include.ts';
import type { RoleUse } from './model.ts';
import { renderOutside } from './outside.ts';
import { rootOf, type Place } from './place.ts';
import { listUses } from './role-chain.ts';
import { findPart, type RolePart } from './role-folder.ts';
import { readGiven, readRoleInputs } from './role-inputs.ts';
import type { GroupOptions, ReadList, Surroundings } from './surroundings.ts';
import { readVars } from './vars.ts';

/** What a playbook says of a role that it uses. */
export interface RoleWish {
  /** Where it is named. */
  readonly named: Place;
  /** What `vars` and the like stand in. */
  readonly place: Place;
  readonly inputs: Place | undefined;
}

export interface RoleReaders {
  readonly read: ReadList;
  /** The tasks that come before those of the role, and see what these see. */
  readonly before: (around: Surroundings) => Promise<readonly TaskDraft[]>;
}

/** Notes a use of a role; whether one before it was the same, and surely ran where this one would. */
export function isRepeated(folder: string, { place }: RoleWish, around: Surroundings): boolean {
  const words = isPlainMap(place.value) ? { ...place.value, name: undefined, role: undefined } : {};
  const outside = [...around.when, ...Object.values(around.vars)].map(({ span }) => span);
  const { tags, become, becomeUser, soFar } = around;
  // What is given to it may be made of what the role around it was given.
  const made = place.has('inputs') || place.has('vars') ? listGiven(around.role) : [];
  const key = JSON.stringify([resolve(folder), words, outside, tags, become, becomeUser, made]);
  const isKnown = soFar.uses.has(key);
  // What stands in a block may be left out by a failure.
  if (around.blocks.length === 0) soFar.uses.add(key);
  return isKnown;
}

function listGiven(role: RoleUse | undefined): readonly unknown[] {
  return listUses(role).map(({ inputs, around }) => [
    ...Object.values(inputs).map(({ given }) => given?.span ?? null),
    ...Object.values(around).map(({ span }) => span),
  ]);
}

/** The tasks of one use of a role; its handlers join those of the play. */
export async function readRole(
  { named, place, inputs, folder }: RoleWish & { readonly folder: string },
  { reading, around }: GroupOptions,
  { read, before }: RoleReaders,
): Promise<readonly TaskDraft[]> {
  const name = String(named.value);
  if (around.trail.includes(resolve(folder))) {
    const message = `the role "${name}" uses itself by way of this file`;
    reading.faults.add('role-cycle', message, { span: named.span });
    return [];
  }
  const declared = await readRoleInputs(folder, reading);
  const own = await readRoleVars(folder, 'vars', reading);
  const role: RoleUse = {
    name,
    folder,
    inputs: readGiven(inputs, { reading, declared, role: name, named }),
    defaults: await readRoleVars(folder, 'defaults', reading),
    vars: Object.fromEntries(Object.entries(own).filter(([key]) => !place.at('vars').has(key))),
    around: around.vars,
    said: [...around.when, ...Object.values(around.environment)],
    outer: around.role,
  };
  const inside: Surroundings = {
    ...around,
    role,
    vars: {},
    when: around.when.map((one) => renderOutside(one, role)),
    environment: Object.fromEntries(
      Object.entries(around.environment).map(([key, one]) => [key, renderOutside(one, role)]),
    ),
    folders: [folder, ...around.folders.filter((one) => one !== folder)],
    roleFolders: [...around.roleFolders, dirname(folder)],
    trail: [...around.trail, resolve(folder)],
  };
  const earlier = await before(inside);
  const part = async (which: RolePart, within: Surroundings): Promise<readonly TaskDraft[]> => {
    const file = findPart(folder, which);
    return file === undefined ? [] : readTaskFile(file, { reading, around: within }, read);
  };
  const tasks = await part('tasks', inside);
  around.soFar.handlers.push(...(await part('handlers', { ...inside, handlers: true, blocks: [] })));
  return [...earlier, ...tasks];
}

async function readRoleVars(
  folder: string,
  part: RolePart,
  reading: Reading,
): Promise<Readonly<Record<string, Compiled>>> {
  const file = findPart(folder, part);
  const document = file === undefined ? undefined : await reading.variables(file);
  if (!document || document.value === null) return {};
  const root = rootOf(document);
  if (isPlainMap(root.value)) return readVars(root, reading);
  reading.faults.add('shape', 'a file of variables is a map of names to values', { span: root.span });
  return {};
}

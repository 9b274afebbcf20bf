/**
 * Where variables are said, from the weakest to what nothing shadows. The scope of a task, `--explain` and
 * docs/variables.md all take their order from here.
 */
export const PRECEDENCE = [
  { level: 'inventory', title: 'inventory', written: '`vars` at the top of an inventory, `[all:vars]`' },
  { level: 'group-vars-all', title: 'group_vars/all', written: '`group_vars/all.yml`, for all hosts' },
  {
    level: 'group',
    title: 'group',
    written: '`vars` of a group in an inventory, `[web:vars]`; parents before children',
  },
  { level: 'group-vars', title: 'group_vars', written: '`group_vars/web.yml`; parents before children' },
  { level: 'host', title: 'host', written: '`vars` of a host in an inventory, `w1 colour=red`' },
  { level: 'host-vars', title: 'host_vars', written: '`host_vars/w1.yml`' },
  { level: 'vars-files', title: 'vars_files', written: '`vars_files` of a play; the later file' },
  { level: 'play', title: 'play', written: '`vars` of a play' },
  { level: 'set', title: 'set, register', written: 'what a task `set` or `register`ed, until the run ends' },
  { level: 'block', title: 'block', written: '`vars` of a block; an inner one over the one around it' },
  { level: 'task', title: 'task', written: '`vars` of a task' },
  { level: 'extra', title: '-e', written: '`-e NAME=VALUE`, `-e @FILE`; the later one' },
  {
    level: 'own',
    title: 'own words',
    written: '`inputs`, `facts`, `groups`, `hostvars`, `host`, `item`, `check_mode`',
  },
] as const satisfies readonly PrecedenceLevel[];

interface PrecedenceLevel {
  readonly level: string;
  /** As `--explain` and the table of docs/variables.md call it. */
  readonly title: string;
  readonly written: string;
}

export type VariableLevel = (typeof PRECEDENCE)[number]['level'];

/** The levels of a host that are known from inventories alone; `-e` stands over them wherever they are asked. */
export const INVENTORY_LEVELS = [
  'inventory',
  'group-vars-all',
  'group',
  'group-vars',
  'host',
  'host-vars',
] as const satisfies readonly VariableLevel[];

export type InventoryLevel = (typeof INVENTORY_LEVELS)[number] | 'extra';

export function rankOf(level: VariableLevel): number {
  return PRECEDENCE.findIndex((one) => one.level === level);
}

export function titleOf(level: VariableLevel): string {
  return PRECEDENCE[rankOf(level)]?.title ?? level;
}

import { MODULE_HABITS } from './module-habits.ts';

/** Of plays, blocks and tasks alike. */
const SHARED_HABITS: Readonly<Record<string, string>> = {
  no_log: 'use secret: true',
  connection: 'write connection: in the inventory; delegate_to: localhost runs a task on this machine',
  port: 'write connection: { port } in the inventory',
  remote_user: 'write connection: { user } in the inventory',
  become_method: 'privileges are taken by sudo',
  become_exe: 'privileges are taken by sudo',
  become_flags: 'privileges are taken by sudo',
  collections: "modules have short names; one's own lie in modules/ beside the playbook",
  debugger: 'look with --check --diff -v, begin again with --start-at',
  diff: 'use --diff for the run, and secret: true on what must not be shown',
  module_defaults: 'say params where they are used',
  delegate_to: 'say it on each task',
  delegate_facts: 'facts are those of the host in turn; a play on the other host asks for its own',
  notify: 'say it on each task',
};

/** Keys of other engines and how the same is said here. */
const TASK_HABITS: Readonly<Record<string, string>> = {
  with_items: 'use loop: with a list, or with CEL',
  with_list: 'use loop: with a list, or with CEL',
  with_dict: 'use loop: with CEL such as settings.map(key, {"key": key, "value": settings[key]})',
  with_sequence: 'use loop: with a list',
  with_fileglob: 'use loop: with a list',
  with_nested: 'use loop: with CEL that makes one list',
  with_first_found: 'name the file; when: chooses between tasks',
  action: 'write the module as the key, its params under it',
  local_action: 'use delegate_to: localhost',
  args: 'put the params under the module',
  block: 'a block is an entry of tasks: of its own, without a module; handlers are tasks one by one',
  rescue: 'it stands beside block:',
  always: 'it stands beside block:; the tag "always" makes a task run whatever --tags says',
  listen: 'handlers listen, tasks notify',
  poll: 'write await: where the result of the task with async: is wanted',
  include: 'use import_tasks: for a file of tasks; a playbook is imported between plays, by - import:',
  import_playbook: 'a playbook is imported between plays, by - import:',
};

const PLAY_HABITS: Readonly<Record<string, string>> = {
  order: 'hosts go as the inventory has them',
  fact_path: 'there are no local facts: read a file with slurp:',
  gather_subset: 'all facts are asked for at once',
  gather_timeout: 'write connection: { connect_timeout } in the inventory',
  vars_prompt: 'declare an input and give it with -e or in the inventory',
  include: 'use `- import: other.yml`',
  import_tasks: 'a file of tasks is included under tasks: of a play',
  include_tasks: 'a file of tasks is included under tasks: of a play',
};

const NAME_HABITS: Readonly<Record<string, string>> = {
  ansible_facts: 'use facts',
  ansible_check_mode: 'use check_mode',
  inventory_hostname: 'use host.name',
  inventory_hostname_short: 'use host.name',
  ansible_hostname: 'use facts.hostname',
  ansible_host: 'use host.address',
  ansible_distribution: 'use facts.os.id',
  ansible_os_family: 'use facts.os.family',
  ansible_architecture: 'use facts.arch',
  ansible_default_ipv4: 'use facts.address',
  ansible_memtotal_mb: 'use facts.memory_mb',
  ansible_processor_vcpus: 'use facts.cpus',
  ansible_pkg_mgr: 'use facts.package_manager',
  ansible_service_mgr: 'use facts.init',
  ansible_play_hosts: 'use groups',
  group_names: 'use host.groups',
  play_hosts: 'use groups',
  yes: 'write true',
  no: 'write false',
  on: 'write true',
  off: 'write false',
  True: 'write true',
  False: 'write false',
  None: 'write null',
  omit: 'leave the key out, or use !cel with null',
};

export function hintTaskHabit(key: string): string | undefined {
  return hintTask(key) ?? (key.includes('.') ? hintTask(lastPart(key)) : undefined);
}

export function hintPlayHabit(key: string): string | undefined {
  return pick(PLAY_HABITS, lastPart(key)) ?? pick(SHARED_HABITS, lastPart(key));
}

function hintTask(key: string): string | undefined {
  const habit = pick(TASK_HABITS, key) ?? pick(SHARED_HABITS, key) ?? pick(MODULE_HABITS, key);
  return habit ?? (key.startsWith('with_') ? 'use loop: with a list, or with CEL' : undefined);
}

export function hintNameHabit(name: string): string | undefined {
  return (
    pick(NAME_HABITS, name) ??
    (name.startsWith('ansible_') ? 'use facts, host or a variable of the inventory' : undefined)
  );
}

/** `ansible.builtin.copy` → `copy` */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function pick(habits: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(habits, key) ? habits[key] : undefined;
}

/** Names the language gives a meaning of its own; no variable can have them. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'inputs',
  'facts',
  'groups',
  'hostvars',
  'host',
  'item',
  'check_mode',
  'this',
  'true',
  'false',
  'null',
  'in',
]);

/** What an expression can call a variable. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

/** Ansible lets groups be called `2024` and `eu.west` as well. */
export function isGroupName(name: string, dialect: 'own' | 'ansible' = 'own'): boolean {
  return (dialect === 'own' ? /^[A-Za-z_][\w-]*$/ : /^\w[\w.-]*$/).test(name);
}

export function isHostName(name: string): boolean {
  return /^\w[\w.-]*$/.test(name);
}

/** Where Ansible's variables for connections are said here. */
const ANSIBLE_NAMES: Readonly<Record<string, string>> = {
  ansible_host: 'address',
  ansible_port: 'connection: { port }',
  ansible_user: 'connection: { user }',
  ansible_ssh_user: 'connection: { user }',
  ansible_password: 'connection: { password }',
  ansible_ssh_pass: 'connection: { password }',
  ansible_connection: 'connection: { type: ssh or local }',
  ansible_ssh_private_key_file: 'connection: { key }',
  ansible_private_key_file: 'connection: { key }',
  ansible_become: 'connection: { become }',
  ansible_become_user: 'connection: { become_user }',
  ansible_become_password: 'connection: { become_password }',
  ansible_become_pass: 'connection: { become_password }',
  ansible_ssh_common_args: 'connection: { jump }, or ~/.ssh/config',
  ansible_python_interpreter: 'nothing: no Python is needed',
};

/** `write address instead of ansible_host`, or undefined. */
export function hintAnsibleName(name: string): string | undefined {
  const ours = Object.hasOwn(ANSIBLE_NAMES, name) ? ANSIBLE_NAMES[name] : undefined;
  return ours && `here this is written as ${ours}`;
}

import { readSshArguments } from './ssh-arguments.ts';

/** What a variable of Ansible's comes to here. */
export type Meaning =
  /** Settings of the connection, by our names. */
  | {
      readonly kind: 'settings';
      readonly settings: Readonly<Record<string, unknown>>;
      readonly left?: string;
    }
  /** It is a variable like any other; `unheeded` says why that is worth telling. */
  | { readonly kind: 'variable'; readonly unheeded?: string };

/** What a variable of an inventory of Ansible's means for the connection. */
export function readMeaning(name: string, value: unknown): Meaning {
  const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  if (setting) return { kind: 'settings', settings: { [setting.key]: setting.read(value) } };
  switch (name) {
    case 'ansible_connection':
      return readConnection(value);
    case 'ansible_ssh_args':
    case 'ansible_ssh_common_args':
    case 'ansible_ssh_extra_args':
      return { kind: 'settings', ...readSshArguments(String(value)) };
    case 'ansible_host_key_checking':
    case 'ansible_ssh_host_key_checking':
      return { kind: 'settings', settings: asBoolean(value) === false ? { host_key: 'off' } : {} };
    case 'ansible_become_method':
      return value === 'sudo'
        ? { kind: 'variable' }
        : { kind: 'variable', unheeded: 'other users are become by sudo alone' };
    default:
      return Object.hasOwn(UNHEEDED, name)
        ? { kind: 'variable', unheeded: UNHEEDED[name] ?? '' }
        : { kind: 'variable' };
  }
}

interface Setting {
  readonly key: string;
  readonly read: (value: unknown) => unknown;
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  ansible_host: { key: 'address', read: asText },
  ansible_ssh_host: { key: 'address', read: asText },
  ansible_port: { key: 'port', read: asNumber },
  ansible_ssh_port: { key: 'port', read: asNumber },
  ansible_user: { key: 'user', read: asText },
  ansible_ssh_user: { key: 'user', read: asText },
  ansible_password: { key: 'password', read: asText },
  ansible_ssh_pass: { key: 'password', read: asText },
  ansible_ssh_password: { key: 'password', read: asText },
  ansible_ssh_private_key_file: { key: 'key', read: asText },
  ansible_private_key_file: { key: 'key', read: asText },
  ansible_ssh_private_key_passphrase: { key: 'passphrase', read: asText },
  ansible_private_key_passphrase: { key: 'passphrase', read: asText },
  ansible_become: { key: 'become', read: asBoolean },
  ansible_become_user: { key: 'become_user', read: asText },
  ansible_become_password: { key: 'become_password', read: asText },
  ansible_become_pass: { key: 'become_password', read: asText },
  ansible_sudo_pass: { key: 'become_password', read: asText },
  ansible_timeout: { key: 'connect_timeout', read: asNumber },
  ansible_ssh_timeout: { key: 'connect_timeout', read: asNumber },
};

/** Ansible would connect in another way. */
const UNHEEDED: Readonly<Record<string, string>> = {
  ansible_become_exe: 'sudo is found by its name',
  ansible_become_flags: 'sudo is given no flags of yours',
  ansible_ssh_executable: 'connections need no ssh program',
  ansible_shell_executable: 'commands run in the sh of the host',
  ansible_network_os: 'hosts are Linux machines with a POSIX shell',
  ansible_winrm_transport: 'hosts are reached by SSH',
  ansible_group_priority: 'of groups as deep, the one whose name comes later in the alphabet is nearer',
};

function readConnection(value: unknown): Meaning {
  if (value === 'local') return { kind: 'settings', settings: { type: 'local' } };
  if (value === 'ssh' || value === 'smart' || value === 'paramiko' || value === 'paramiko_ssh')
    return { kind: 'settings', settings: { type: 'ssh' } };
  return { kind: 'variable', unheeded: 'hosts are reached by SSH, or are this machine (local)' };
}

/** Values that are no text or number, such as secrets, are left to the schema. */
function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function asBoolean(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const text = String(value).toLowerCase();
  if (['true', 'yes', 'on', '1', 'y', 't'].includes(text)) return true;
  return ['false', 'no', 'off', '0', 'n', 'f'].includes(text) ? false : value;
}

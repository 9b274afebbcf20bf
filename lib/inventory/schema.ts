import { t, type TSchema } from '../schema/build.ts';

const OCTET = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const NAME = '(?![\\d.]+$)[^\\s/@:\\[\\]]+';
const IPV4 = `${OCTET}(\\.${OCTET}){3}`;
const IPV6 = '[\\dA-Fa-f.]*:[\\dA-Fa-f]*:[\\dA-Fa-f:.]*(%[\\w.-]+)?';

/** A name may be one of ~/.ssh/config, in whatever letters. */
function addressOf(description: string) {
  return t.String({
    description,
    pattern: `^(${NAME}|${IPV4}|${IPV6})$`,
    refusal: 'must be a name or an IP address alone: "user" and "port" are keys of "connection"',
  });
}

const Connection = t.Object({
  type: t.Optional(t.OneOf(['ssh', 'local'], { description: 'How to reach the host.' })),
  address: t.Optional(addressOf('Name or address to connect to, where it is not the name.')),
  port: t.Optional(t.Integer({ description: 'Port of sshd.', minimum: 1, maximum: 65535 })),
  user: t.Optional(t.String({ description: 'Login user.', minLength: 1 })),
  key: t.Optional(
    t.String({ description: 'Path of a private key; ~ is the home of the user here.', minLength: 1 }),
  ),
  passphrase: t.Optional(t.Secret({ description: 'Passphrase of the key.' })),
  password: t.Optional(t.Secret({ description: 'Password of the login user.' })),
  jump: t.Optional(
    t.String({ description: 'user@host:port to go through, several parted by commas.', minLength: 1 }),
  ),
  become: t.Optional(t.Boolean({ description: 'Whether tasks run under sudo.' })),
  become_user: t.Optional(t.String({ description: 'The user sudo changes to.', minLength: 1 })),
  become_password: t.Optional(t.Secret({ description: 'Password for sudo.' })),
  host_key: t.Optional(
    t.OneOf(['strict', 'accept-new', 'off'], { description: 'How host keys are verified.' }),
  ),
  known_hosts: t.Optional(t.String({ description: 'Path of a known_hosts file.', minLength: 1 })),
  connect_timeout: t.Optional(t.Number({ description: 'Seconds to wait for a connection.', minimum: 1 })),
});

const Vars = t.Map(t.Value({ description: 'Any value.' }), { description: 'Variables by name.' });

/** A map that may be left empty in YAML: `w1:`. */
function mayBeEmpty(schema: TSchema): TSchema {
  return { ...schema, type: ['object', 'null'] };
}

const HostEntry = t.Object({
  address: t.Optional(addressOf('Name or address to connect to.')),
  connection: t.Optional(mayBeEmpty(Connection)),
  vars: t.Optional(mayBeEmpty(Vars)),
});

const Group = t.Object({
  hosts: t.Optional(mayBeEmpty(t.Map(mayBeEmpty(HostEntry), { description: 'Hosts by name.' }))),
  vars: t.Optional(mayBeEmpty(Vars)),
  connection: t.Optional(mayBeEmpty(Connection)),
  children: t.Optional(
    t.Array(t.String({ description: 'Name of a group.' }), {
      description: 'Groups that belong to this one.',
    }),
  ),
});

const Constructed = t.Object({
  groups: t.Optional(
    t.Map(t.String({ description: 'A CEL condition over variables of a host.', minLength: 1 }), {
      description: 'Groups by name, each of the hosts for which its condition holds.',
    }),
  ),
  keyed: t.Optional(
    t.Array(
      t.Object({
        by: t.String({
          description: 'A CEL expression; the host joins a group for what it comes to.',
          minLength: 1,
        }),
        prefix: t.Optional(t.String({ description: 'What names of these groups begin with.' })),
        separator: t.Optional(t.String({ description: 'Between prefix and value; "_" unless said.' })),
      }),
      { description: 'Groups that are named after a value.' },
    ),
  ),
});

const Groups = t.Map(mayBeEmpty(Group), { description: 'Groups by name.' });
const Top = {
  connection: t.Optional(mayBeEmpty(Connection)),
  vars: t.Optional(mayBeEmpty(Vars)),
  constructed: t.Optional(mayBeEmpty(Constructed)),
};

/** The shape of an inventory file. Names, references and templates are checked apart. */
export const InventorySchema = t.Object({ ...Top, groups: Groups });

/** The shape of one source of several, which may leave hosts to the others. */
export const PartSchema = t.Object({ ...Top, groups: t.Optional(Groups) });

/** What an inventory of Ansible is turned into: its hosts need no group. */
export const TranslatedSchema = t.Object({
  ...Top,
  groups: Groups,
  hosts: t.Optional(t.Map(mayBeEmpty(HostEntry), { description: 'Hosts by name.' })),
});

/** A group as the file has it, once a schema accepted it. */
export interface GroupEntry {
  readonly hosts?: Readonly<Record<string, HostEntry | null>> | null;
  readonly vars?: Readonly<Record<string, unknown>> | null;
  readonly connection?: ConnectionEntry | null;
  readonly children?: readonly string[] | null;
}
export interface HostEntry {
  readonly address?: string;
  readonly connection?: ConnectionEntry | null;
  readonly vars?: Readonly<Record<string, unknown>> | null;
}
export type ConnectionEntry = Readonly<Record<string, unknown>>;
export interface ConstructedEntry {
  readonly groups?: Readonly<Record<string, string>>;
  readonly keyed?: readonly KeyedEntry[];
}
export interface KeyedEntry {
  readonly by: string;
  readonly prefix?: string;
  readonly separator?: string;
}
export interface InventoryEntry {
  readonly connection?: ConnectionEntry | null;
  readonly vars?: Readonly<Record<string, unknown>> | null;
  readonly groups: Readonly<Record<string, GroupEntry | null>>;
  /** Hosts that need no group; only Ansible's inventories have them. */
  readonly hosts?: Readonly<Record<string, HostEntry | null>>;
  readonly constructed?: ConstructedEntry | null;
}

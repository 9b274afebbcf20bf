import { K3Error } from '../core/errors.ts';
import { t, type Static } from '../schema/build.ts';

export const FactsSchema = t.Object({
  hostname: t.String({ description: 'Short name the host calls itself.' }),
  os: t.Object(
    {
      family: t.String({ description: '"debian", "redhat", "suse", "alpine", "arch" or "unknown".' }),
      id: t.String({ description: 'ID of /etc/os-release, such as "debian".' }),
      version: t.String({
        description: 'VERSION_ID of /etc/os-release, such as "12"; "" where there is none.',
      }),
      name: t.String({ description: 'PRETTY_NAME of /etc/os-release.' }),
      kernel: t.String({ description: 'Kernel release.' }),
    },
    { description: 'Operating system.' },
  ),
  arch: t.String({
    description: 'Go-style architecture: "amd64", "arm64", "arm", "s390x", else that of uname -m.',
  }),
  init: t.String({ description: '"systemd", "openrc" or "unknown".' }),
  package_manager: t.String({ description: '"apt", "dnf", "yum", "zypper", "apk", "pacman" or "unknown".' }),
  memory_mb: t.Integer({ description: 'Memory in MiB.' }),
  swap_mb: t.Integer({ description: 'Swap in MiB.' }),
  cpus: t.Integer({ description: 'Logical processors.' }),
  address: t.String({
    description: 'Address of the interface of the default route; "" where there is none.',
  }),
  interface: t.String({ description: 'Interface of the default route; "" where there is none.' }),
  addresses: t.Array(t.String({ description: 'IPv4 or IPv6 address.' }), {
    description: 'All addresses but loopback and link-local ones.',
  }),
  network_mounts: t.Array(t.String({ description: 'Mount point.' }), {
    description: 'Where file systems are mounted that other hosts may share, such as NFS.',
  }),
  machine_id: t.String({ description: 'Content of /etc/machine-id.' }),
  user: t.String({ description: 'Login user.' }),
  uid: t.Integer({ description: 'Numeric id of the login user.' }),
  time: t.Number({ description: 'Clock of the host, seconds since 1970.' }),
});

/** What a host is, asked once in one round trip. */
export type Facts = Static<typeof FactsSchema>;

/** Stands for the facts that a module said it does without: looking at them is a mistake of the module's. */
export const NO_FACTS = new Proxy({} as Facts, {
  get(_facts, name) {
    throw new K3Error(`the module looks at facts.${String(name)} and says "withoutFacts"`, {
      kind: 'internal',
      code: 'module/without-facts',
    });
  },
});

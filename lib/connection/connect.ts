import type { Connect, Connection, ConnectionSettings } from './connection.ts';
import { HostConnection } from './host-connection.ts';
import { LocalTransport } from './local.ts';
import { SshFiles } from './ssh/files.ts';
import type { SshOptions } from './ssh/hops.ts';
import { openSsh } from './ssh/transport.ts';

/** A shell may take this many times what connecting may: start-up files and name lookups can be slow. */
const START_TIMES = 3;

/** What connects the hosts of a run. Keys and configuration of this machine are read once for all of them. */
export function createConnect(): Connect {
  const sshFiles = new SshFiles();
  return (host, settings, options) => connect(host, settings, { ...options, sshFiles });
}

/** Connects to one host, over ssh or on this machine. Throws K3Error `unreachable`, `auth`, `interrupted`. */
async function connect(host: string, settings: ConnectionSettings, options: SshOptions): Promise<Connection> {
  const transport =
    settings.type === 'local' ? new LocalTransport(host) : await openSsh(host, settings, options);
  const { becomePassword, connectTimeoutMs } = settings;
  const startMs = connectTimeoutMs === undefined ? undefined : connectTimeoutMs * START_TIMES;
  return new HostConnection(transport, { becomePassword, startMs, files: options.files });
}

import type { Connect, Connection, ConnectionSettings, ConnectOptions } from './connection.ts';
import { HostConnection } from './host-connection.ts';
import { LocalTransport } from './local.ts';
import { openSsh } from './ssh/transport.ts';

/** Connects to one host, over ssh or on this machine. Throws K3Error `unreachable`, `auth`, `interrupted`. */
export const connectHost: Connect = connect;

async function connect(
  host: string,
  settings: ConnectionSettings,
  options: ConnectOptions,
): Promise<Connection> {
  const transport =
    settings.type === 'local' ? new LocalTransport(host) : await openSsh(host, settings, options);
  return new HostConnection(transport, {
    becomePassword: settings.becomePassword,
    files: options.files,
  });
}

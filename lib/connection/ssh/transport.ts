import { K3Error } from '../../core/errors.ts';
import type { ConnectionSettings, ConnectOptions } from '../connection.ts';
import type { Transport } from '../pipe.ts';

export function openSsh(
  host: string,
  _settings: ConnectionSettings,
  _options: ConnectOptions,
): Promise<Transport> {
  throw new K3Error(`${host}: ssh is not ready yet`, { kind: 'internal', code: 'connection/internal' });
}

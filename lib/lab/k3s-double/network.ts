import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** The address K3s would choose: the first IPv4 one of the interface with the default route. */
export function findNodeAddress(): string {
  const interfaces = networkInterfaces();
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const candidates = [...(interfaces[findDefaultInterface()] ?? []), ...all];
  return candidates.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

function findDefaultInterface(): string {
  try {
    const rows = readFileSync('/proc/net/route', 'utf8').split('\n').slice(1);
    const route = rows.map((row) => row.split('\t')).find(([, destination]) => destination === '00000000');
    return route?.[0] ?? '';
  } catch {
    return '';
  }
}

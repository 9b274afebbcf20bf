import type { Module } from '../modules/define.ts';
import { NO_FACTS, type Facts } from '../modules/facts.ts';

/** A small Debian 12 host, as modules see it. */
export const debian: Facts = {
  hostname: 'h1',
  os: {
    family: 'debian',
    id: 'debian',
    version: '12',
    name: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-28-amd64',
  },
  arch: 'amd64',
  init: 'systemd',
  package_manager: 'apt',
  memory_mb: 2048,
  network_mounts: [],
  swap_mb: 0,
  cpus: 2,
  address: '10.0.0.11',
  interface: 'eth0',
  addresses: ['10.0.0.11'],
  machine_id: '0123456789abcdef0123456789abcdef',
  user: 'root',
  uid: 0,
  time: 1_760_000_000,
};

/** The facts that a module is shown: none where it says that it does without. */
export function factsOf({ withoutFacts }: Module, facts: Partial<Facts> = {}): Facts {
  return withoutFacts ? NO_FACTS : { ...debian, ...facts };
}

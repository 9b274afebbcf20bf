import { Secret } from '../../lib/core/secret.ts';
import { Unknown } from '../../lib/core/unknown.ts';

export const SPAN = { file: 'f.yml', line: 3, column: 5 };

/** A scope with a bit of everything. */
export function createScope() {
  return {
    workers: 4,
    name: 'w1',
    flag: false,
    nothing: null,
    ratio: 1.5,
    token: new Secret('t0k3n'),
    later: new Unknown('not run'),
    facts: { os: { family: 'debian' }, memory_mb: 2000 },
    groups: { web: ['w1', 'w2'], db: ['d1'] },
    hostvars: {
      w1: { address: '10.0.0.1', password: new Secret('hush') },
      w2: { address: '10.0.0.2', password: new Secret('hash'), started: new Unknown('not started') },
    },
    servers: [
      { name: 'a', password: new Secret('pa') },
      { name: 'b', password: new Secret('pb') },
    ],
    hostile: '{{ token }} ${name} !cel token',
    mixed: [1, 'a', { b: 1 }],
    half: [new Unknown('half'), 1],
  };
}

/** A value with its secrets and unknowns made visible, for comparison. */
export function unveil(value: unknown): unknown {
  if (value instanceof Secret) return `<${value.reveal()}>`;
  if (value instanceof Unknown) return `?${value.reason}`;
  if (Array.isArray(value)) return value.map(unveil);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unveil(part)]));
}

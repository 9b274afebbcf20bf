import { Secret } from '../../../core/secret.ts';
import { isUnknown } from '../../../core/unknown.ts';
import { PlanFault } from '../../step.ts';
import { isServerOnly, type Role } from './flags.ts';
import { isSetting, wordsOf, type Scalar, type Settings } from './settings.ts';

/** Other words before `://` make K3s fall back to SQLite without a word. */
const SCHEMES = ['postgres', 'postgresql', 'mysql', 'https', 'http', 'nats'];

/** The settings with null ones left out, or what K3s would not start with, or worse, start wrongly with. */
export function checkSettings(role: Role, given: Readonly<Record<string, unknown>>): Settings | PlanFault {
  const settings = new Map<string, Scalar | readonly Scalar[]>();
  for (const [key, value] of Object.entries(given)) {
    const fault = checkKey(role, key);
    if (fault) return fault;
    if (value === null || value === undefined) continue;
    if (!isSetting(value)) {
      return new PlanFault(`the setting "${key}" is neither text, number, boolean nor a list of these`, {
        hint: 'a setting is a flag of k3s: one value, or a list for a flag that may be repeated',
      });
    }
    if (/-mode$/.test(key) && typeof value === 'number') {
      return new PlanFault(`the setting "${key}" is the number ${value}`, {
        hint: `write it as text: "0${value}"`,
      });
    }
    settings.set(key, value);
  }
  return (role === 'server' ? checkServer(settings) : checkAgent(settings)) ?? settings;
}

function checkKey(role: Role, key: string): PlanFault | undefined {
  if (!/^[a-z0-9][a-z0-9-]*\+?$/i.test(key)) {
    return new PlanFault(`"${key}" is no setting of K3s`, {
      hint: 'a setting is the name of a flag without its dashes',
    });
  }
  if (role === 'agent' && isServerOnly(key.replace(/\+$/, ''))) {
    return new PlanFault(`"${key}" is a setting of servers: an agent would not start with it`);
  }
  return undefined;
}

function checkServer(settings: Settings): PlanFault | undefined {
  const endpoint = settings.get('datastore-endpoint');
  if (endpoint === undefined) return undefined;
  for (const key of ['cluster-init', 'server']) {
    if (!settings.has(key)) continue;
    return new PlanFault(`"${key}" and "datastore-endpoint" exclude one another`, {
      hint: `with an external datastore the servers meet there: leave ${key} out`,
    });
  }
  if (isUnknown(endpoint)) return undefined;
  const scheme = /^([a-z]+):\/\//.exec(wordsOf(endpoint)?.[0] ?? '')?.[1];
  if (scheme !== undefined && SCHEMES.includes(scheme)) return undefined;
  const shown = endpoint instanceof Secret ? '' : ` "${scheme ?? ''}"`;
  return new PlanFault(`the datastore-endpoint begins with${shown || ' something'} that K3s does not know`, {
    hint: `K3s would take its own SQLite instead. Known: ${SCHEMES.map((name) => `${name}://`).join(', ')}`,
  });
}

function checkAgent(settings: Settings): PlanFault | undefined {
  if (!settings.has('server')) {
    return new PlanFault('an agent needs the setting "server"', {
      hint: 'server: https://REGISTRATION-ADDRESS:6443',
    });
  }
  if (settings.has('token') || settings.has('token-file')) return undefined;
  return new PlanFault('an agent needs the setting "token" or "token-file"', {
    hint: 'k3s-token reads the token of a server',
  });
}

import { randomBytes } from 'node:crypto';
import { serverPath, type Settings } from '../flags/settings.ts';
import { Fatal } from '../log.ts';
import { readOptional, writePrivate } from '../private-file.ts';
import { parseToken } from '../token.ts';
import type { Passwords } from './files.ts';

const PASSWD = ['cred', 'passwd'] as const;

/** The cluster's passwords: those it was told, those of an earlier start, or a new one. */
export function choosePasswords(settings: Settings): Passwords {
  const server = passwordOf(settings.token) || findEarlier(settings) || randomBytes(16).toString('hex');
  const agent = passwordOf(settings.agentToken) || server;
  const lines = [`${agent},node,node,k3s:agent`, `${server},server,server,k3s:server`];
  writePrivate(serverPath(settings, ...PASSWD), `${lines.join('\n')}\n`);
  return { server, agent };
}

function findEarlier(settings: Settings): string {
  const token = readOptional(serverPath(settings, 'token'));
  if (token) return passwordOf(token.trim());
  const passwd = readOptional(serverPath(settings, ...PASSWD)) ?? '';
  return /^([^,]*),server,/m.exec(passwd)?.[1] ?? '';
}

function passwordOf(token: string): string {
  if (token === '') return '';
  try {
    return parseToken(token).password;
  } catch {
    throw new Fatal(
      'starting kubernetes: preparing server: failed to normalize token; ' +
        'must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>',
    );
  }
}

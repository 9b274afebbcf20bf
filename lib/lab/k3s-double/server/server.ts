import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAgent } from '../agent/agent.ts';
import { createAuthorities, type Authorities } from '../certificates.ts';
import { loadOrSaveAuthorities } from '../datastore/bootstrap.ts';
import { kindOf } from '../datastore/kind.ts';
import { openDatastore } from '../datastore/open.ts';
import { serverPath, type Settings } from '../flags/settings.ts';
import { listen } from '../listen.ts';
import { Fatal, log } from '../log.ts';
import { formatToken, sha256 } from '../token.ts';
import { VERSION } from '../version.ts';
import { createApiServer } from './api.ts';
import { renewMembership, type Member } from './endpoints.ts';
import { localUrl, writeIdentity, writeKubeconfig, writeTokens, type Passwords } from './files.ts';
import { watchNodes } from './node-lifecycle.ts';
import { choosePasswords } from './passwords.ts';
import { Resources } from './resources.ts';

const START_MS = 2000;
const TICK_MS = 5000;
/** How long a server goes on without its datastore: the time a leader may miss its renewal. */
const RENEW_DEADLINE_MS = 10_000;
const COMPACT_TICKS = 60;

/** `k3s server`: ends only by throwing. */
export async function runServer(settings: Settings, ready: () => void): Promise<never> {
  log.info(`Starting k3s ${VERSION} (k3play-double): this is a test double of K3s, it runs no containers`);
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o755 });
  mkdirSync(serverPath(settings), { recursive: true, mode: 0o700 });
  if (!settings.datastore.endpoint && settings.serverUrl) {
    throw new Fatal(
      'this is a test double of K3s: it knows no embedded etcd, so no server joins by --server',
    );
  }
  const datastore = await openDatastore(settings.datastore);
  if (kindOf(settings.datastore.endpoint) !== 'etcd') await listenOnKineSocket(settings);
  const passwords = choosePasswords(settings);
  const fresh = await createAuthorities();
  if (!existsSync(serverPath(settings, 'tls'))) await writeIdentity(settings, fresh);
  const authorities = await loadOrSaveAuthorities(datastore, passwords.server, fresh);
  const identity = await writeIdentity(settings, authorities);

  const started = Date.now();
  const resources = new Resources(datastore);
  const isReady = (): boolean => Date.now() - started >= START_MS;
  const server = createApiServer({ resources, identity, passwords, port: settings.port, isReady });
  const { bindAddress, port } = settings;
  await listen(server, { port, ...(bindAddress && { host: bindAddress }) }, 'starting tls server');
  log.info(`Running kube-apiserver on port ${settings.port} (in place of one: the double's own)`);
  writeTokens(settings, passwords, authorities);
  writeKubeconfig(settings, identity);
  await sleep(START_MS);
  log.info('Kube API server is now running');
  log.info('k3s is up and running');
  ready();
  const own = { ip: settings.advertiseAddress, port };
  return Promise.race([keepControl(resources, own), runOwnAgent(settings, authorities, passwords)]);
}

/** The node of the server itself, which joins as any agent does; with `disable-agent` there is none. */
async function runOwnAgent(
  settings: Settings,
  { server }: Authorities,
  passwords: Passwords,
): Promise<never> {
  if (settings.disableAgent) return new Promise(() => undefined);
  const token = formatToken({ caHash: sha256(server.certificate), user: 'node', password: passwords.agent });
  return runAgent({ ...settings, serverUrl: localUrl(settings), token });
}

/** The controllers' loop; ends the server when the datastore stays away. */
async function keepControl(resources: Resources, own: Member): Promise<never> {
  let lastRenewal = Date.now();
  for (let tick = 1; ; tick += 1) {
    try {
      await renewMembership(resources, own, Date.now());
      await watchNodes(resources, new Date());
      if (tick % COMPACT_TICKS === 0) await resources.datastore.compact();
      lastRenewal = Date.now();
      await sleep(TICK_MS);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error(`error retrieving resource lock kube-system/k3s: ${reason}`);
      if (Date.now() - lastRenewal > RENEW_DEADLINE_MS) throw new Fatal('leaderelection lost for k3s');
      await sleep(1000);
    }
  }
}

/** A real server talks to kine, so to a database, over this socket; here it only has to be there. */
async function listenOnKineSocket(settings: Settings): Promise<void> {
  const path = serverPath(settings, 'kine.sock');
  rmSync(path, { force: true });
  const server = createServer((socket) => socket.destroy());
  await listen(server, { path }, 'creating storage endpoint');
  log.info('Kine available at unix://kine.sock');
}

import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentPath, type Settings } from '../flags/settings.ts';
import type { KubeClient, Reply } from '../kube/client.ts';
import {
  readyCondition,
  withReady,
  type EndpointsObject,
  type LeaseObject,
  type NodeObject,
} from '../kube/objects.ts';
import { Fatal, log } from '../log.ts';
import { VERSION } from '../version.ts';
import { joinCluster } from './join.ts';
import { LoadBalancer } from './load-balancer.ts';
import { buildNode, refreshNode } from './node.ts';

const SETTLE_MS = 2000;
const TICK_MS = 5000;
const ENDPOINTS = '/api/v1/namespaces/default/endpoints/kubernetes';

/** `k3s agent`: ends only by throwing. */
export async function runStandaloneAgent(settings: Settings, ready: () => void): Promise<never> {
  log.info(
    `Starting k3s agent ${VERSION} (k3play-double): this is a test double of K3s, it runs no containers`,
  );
  if (!settings.token) throw new Fatal('--token is required');
  if (!settings.serverUrl) throw new Fatal('--server is required');
  if (!/^https:\/\/[^/]+\/?$/.test(settings.serverUrl)) {
    throw new Fatal(`only https:// URLs are supported, invalid scheme: ${settings.serverUrl}`);
  }
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o755 });
  const balancer = new LoadBalancer(
    agentPath(settings, 'etc', 'k3s-agent-load-balancer.json'),
    settings.serverUrl,
  );
  await balancer.listen(settings.loadBalancerPort);
  const client = await joinCluster(settings, `https://127.0.0.1:${settings.loadBalancerPort}`);
  await register(settings, client);
  log.info('k3s agent is up and running');
  ready();
  return reportForever(settings, client, balancer);
}

/** The agent inside a server: it talks to that server alone. */
export async function runAgent(settings: Settings): Promise<never> {
  const client = await joinCluster(settings, settings.serverUrl);
  await register(settings, client);
  return reportForever(settings, client, undefined);
}

async function register(settings: Settings, client: KubeClient): Promise<void> {
  const path = `/api/v1/nodes/${settings.nodeName}`;
  for (;;) {
    try {
      const found = await client.call(path);
      const reply =
        found.status === 404
          ? await client.call('/api/v1/nodes', { method: 'POST', body: buildNode(settings, new Date()) })
          : await client.call(path, {
              method: 'PUT',
              body: refreshNode(read(found) as NodeObject, settings, new Date()),
            });
      read(reply);
      log.info(`Successfully registered node ${settings.nodeName}`);
      return;
    } catch (error) {
      log.error(`Unable to register node with API server: ${messageOf(error)}`);
      await sleep(1000);
    }
  }
}

async function reportForever(
  settings: Settings,
  client: KubeClient,
  balancer: LoadBalancer | undefined,
): Promise<never> {
  const settled = Date.now() + SETTLE_MS;
  for (;;) {
    try {
      await renewLease(settings, client);
      if (Date.now() >= settled) await reportReady(settings, client);
      balancer?.update(await fetchServers(client));
    } catch (error) {
      log.error(`Error updating node status, will retry: ${messageOf(error)}`);
    }
    await sleep(Date.now() < settled ? SETTLE_MS / 2 : TICK_MS);
  }
}

async function renewLease({ nodeName }: Settings, client: KubeClient): Promise<void> {
  const lease: LeaseObject = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: nodeName, namespace: 'kube-node-lease' },
    spec: { holderIdentity: nodeName, renewTime: new Date().toISOString() },
  };
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${nodeName}`;
  read(await client.call(path, { method: 'PUT', body: lease }));
}

async function reportReady({ nodeName }: Settings, client: KubeClient): Promise<void> {
  const path = `/api/v1/nodes/${nodeName}`;
  const node = read(await client.call(path)) as NodeObject;
  if (readyCondition(node)?.status === 'True') return;
  const condition = {
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  } as const;
  read(await client.call(path, { method: 'PUT', body: withReady(node, condition, new Date()) }));
}

async function fetchServers(client: KubeClient): Promise<string[]> {
  const endpoints = read(await client.call(ENDPOINTS)) as EndpointsObject;
  return endpoints.subsets.flatMap(({ addresses, ports }) =>
    addresses.map(({ ip }) => `${ip.includes(':') ? `[${ip}]` : ip}:${ports[0]?.port ?? 6443}`),
  );
}

function read({ status, body }: Reply): unknown {
  const object = JSON.parse(body) as { readonly message?: string };
  if (status >= 300) throw new Error(object.message ?? `HTTP status ${status}`);
  return object;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { log } from '../log.ts';
import { withLifecycleTaints, type KubeObject, type NodeObject, type StatusObject } from '../kube/objects.ts';
import { VERSION } from '../version.ts';
import type { Answer, Api } from './answer.ts';
import { applyObject } from './apply.ts';
import { identify, type Caller } from './caller.ts';
import { passwordSecret } from './node-passwords.ts';
import { keyOf, parseResourcePath, Refusal, type Address, type Resources } from './resources.ts';
import { answerSupervisor } from './supervisor.ts';

/** The server of port 6443: K3s's own paths and the part of the Kubernetes API that the double has. */
export function createApiServer(api: Api): Server {
  const { serving, authorities } = api.identity;
  const tls = { cert: serving.certificate, key: serving.key, ca: authorities.client.certificate };
  // Clients report every five seconds: a connection must live longer than that, or they race with its end.
  const server = createServer({
    ...tls,
    requestCert: true,
    rejectUnauthorized: false,
    keepAliveTimeout: 60_000,
  });
  return server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(api, request).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, refuse(error)),
    );
  });
}

async function answer(api: Api, request: IncomingMessage): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://k3s');
  if (pathname === '/ping') return { code: 200, body: 'pong' };
  if (pathname === '/cacerts') return { code: 200, body: api.identity.authorities.server.certificate };
  if (!api.isReady()) throw new Refusal(503, 'ServiceUnavailable', 'apiserver not ready');
  const caller = identify(request, api.passwords);
  if (pathname.startsWith('/v1-k3s/')) return answerSupervisor(api, request, caller);
  if (caller.kind === 'nobody' || caller.kind === 'joiner')
    throw new Refusal(401, 'Unauthorized', 'Unauthorized');
  if (pathname === '/version') return { code: 200, body: { gitVersion: VERSION, platform: 'linux/amd64' } };
  if (/^\/(readyz|livez|healthz)$/.test(pathname)) {
    return checkHealth(api, pathname.slice(1), searchParams.has('verbose'));
  }
  const address = parseResourcePath(pathname);
  if (!address) throw new Refusal(404, 'NotFound', 'the server could not find the requested resource');
  forbidSecrets(caller, address);
  if (request.method === 'PATCH')
    return answerApply(api.resources, address, { request, query: searchParams });
  return answerResource(api.resources, address, request);
}

async function answerApply(
  resources: Resources,
  address: Address,
  { request, query }: { readonly request: IncomingMessage; readonly query: URLSearchParams },
): Promise<Answer> {
  const wanted = await readObject(request, address);
  const body = await applyObject(resources, address, {
    wanted,
    manager: query.get('fieldManager') ?? '',
    force: query.get('force') === 'true',
    dryRun: query.get('dryRun') === 'All',
    now: new Date(),
  });
  return { code: 200, body };
}

async function checkHealth(api: Api, name: string, verbose: boolean): Promise<Answer> {
  try {
    await api.resources.datastore.ping();
  } catch {
    return { code: 500, body: `[+]ping ok\n[-]etcd failed: reason withheld\n${name} check failed\n` };
  }
  return { code: 200, body: verbose ? `[+]ping ok\n[+]log ok\n[+]etcd ok\n${name} check passed\n` : 'ok' };
}

function forbidSecrets(caller: Caller, { resource }: Address): void {
  if (caller.kind !== 'node' || resource !== 'secrets') return;
  throw new Refusal(
    403,
    'Forbidden',
    `secrets is forbidden: User "system:node:${caller.name}" cannot list them`,
  );
}

async function answerResource(
  resources: Resources,
  address: Address,
  request: IncomingMessage,
): Promise<Answer> {
  switch (request.method) {
    case 'GET':
      return { code: 200, body: address.name ? await resources.get(address) : await resources.list(address) };
    case 'POST': {
      const object = await readObject(request, address);
      return { code: 201, body: await resources.create({ ...address, name: object.metadata.name }, object) };
    }
    case 'PUT':
      return { code: 200, body: await resources.replace(address, await readObject(request, address)) };
    case 'DELETE':
      await deleteObject(resources, address);
      return { code: 200, body: { kind: 'Status', apiVersion: 'v1', status: 'Success' } };
    default:
      throw new Refusal(
        405,
        'MethodNotAllowed',
        'the server does not allow this method on the requested resource',
      );
  }
}

/** A deleted node's name is free again: its lease and its host's password go with it. A namespace takes along what is in it. */
async function deleteObject(resources: Resources, address: Address): Promise<void> {
  await resources.delete(address);
  if (address.resource === 'namespaces') return emptyNamespace(resources, address.name);
  if (address.resource !== 'nodes') return;
  await resources.datastore.delete(keyOf({ ...address, resource: 'leases', namespace: 'kube-node-lease' }));
  await resources.datastore.delete(keyOf(passwordSecret(address.name)));
}

async function emptyNamespace(resources: Resources, namespace: string): Promise<void> {
  const inside = { resource: 'configmaps', namespace, name: '' };
  const { items } = await resources.list(inside);
  for (const { metadata } of items) await resources.delete({ ...inside, name: metadata.name });
}

async function readObject(request: IncomingMessage, { resource }: Address): Promise<KubeObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const object = parseJson(Buffer.concat(chunks).toString()) as Partial<KubeObject> | undefined;
  if (typeof object?.metadata?.name !== 'string' || (resource === 'nodes' && !isNode(object)))
    throw new Refusal(400, 'BadRequest', 'the body is not an object');
  // A node's taints follow its condition at once, so that nobody sees a Ready node tainted as not ready.
  return resource === 'nodes' ? withLifecycleTaints(object as NodeObject) : (object as KubeObject);
}

/** Enough of a node to be looked at. */
function isNode({ spec, status }: Partial<NodeObject>): boolean {
  return typeof spec === 'object' && Array.isArray(status?.conditions);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(error: unknown): Answer {
  const known = error instanceof Refusal;
  const { code, reason } = known ? error : { code: 500, reason: 'InternalError' };
  const message = error instanceof Error ? error.message : String(error);
  if (!known) log.error(`apiserver received an error that is not an metav1.Status: ${message}`);
  const body: StatusObject = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  };
  return { code, body };
}

function send(response: ServerResponse, { code, body }: Answer): void {
  const text = typeof body === 'string';
  response.writeHead(code, { 'content-type': text ? 'text/plain; charset=utf-8' : 'application/json' });
  response.end(text ? body : JSON.stringify(body));
}

import type { IncomingMessage } from 'node:http';
import { issueCertificate } from '../certificates.ts';
import type { EndpointsObject } from '../kube/objects.ts';
import type { Answer, Api } from './answer.ts';
import type { Caller } from './caller.ts';
import { KUBERNETES_ENDPOINTS } from './endpoints.ts';
import { ensureNodePassword } from './node-passwords.ts';
import { Refusal } from './resources.ts';

/** K3s's own part of port 6443, below /v1-k3s: what a joining agent asks for. */
export async function answerSupervisor(api: Api, request: IncomingMessage, caller: Caller): Promise<Answer> {
  if (caller.kind === 'nobody') throw new Refusal(401, 'Unauthorized', 'Unauthorized');
  switch (request.url) {
    case '/v1-k3s/readyz':
      return { code: 200, body: 'ok' };
    case '/v1-k3s/config':
      return {
        code: 200,
        body: { HTTPSPort: api.port, SupervisorPort: api.port, ClusterDomain: 'cluster.local' },
      };
    case '/v1-k3s/apiservers':
      return { code: 200, body: await listServers(api) };
    case '/v1-k3s/client-kubelet.crt':
      return issueForNode(api, request);
    case '/v1-k3s/server-bootstrap':
      throw new Refusal(400, 'BadRequest', 'etcd disabled');
    default:
      throw new Refusal(404, 'NotFound', '404 page not found');
  }
}

async function listServers(api: Api): Promise<string[]> {
  const endpoints = await api.resources.find<EndpointsObject>(KUBERNETES_ENDPOINTS);
  return (endpoints?.subsets ?? []).flatMap(({ addresses, ports }) =>
    addresses.map(({ ip }) => `${ip}:${ports[0]?.port ?? api.port}`),
  );
}

async function issueForNode(api: Api, request: IncomingMessage): Promise<Answer> {
  const name = String(request.headers['k3s-node-name'] ?? '');
  const password = String(request.headers['k3s-node-password'] ?? '');
  if (!name || !password) throw new Refusal(400, 'BadRequest', 'node name or password not set');
  if (!(await ensureNodePassword(api.resources, name, password))) {
    throw new Refusal(403, 'Forbidden', `unable to verify password for node ${name}: hash does not match`);
  }
  const subject = { commonName: `system:node:${name}`, organization: 'system:nodes' };
  const { certificate, key } = await issueCertificate(api.identity.authorities.client, subject);
  return { code: 200, body: certificate + key };
}

import { log } from '../log.ts';
import type { SecretObject } from '../kube/objects.ts';
import { sha256 } from '../token.ts';
import type { Address, Resources } from './resources.ts';

export function passwordSecret(node: string): Address {
  return { resource: 'secrets', namespace: 'kube-system', name: `${node}.node-password.k3s` };
}

/** Whether a host may call itself `node`: the first one to come leaves its password, later ones must know it. */
export async function ensureNodePassword(
  resources: Resources,
  node: string,
  password: string,
): Promise<boolean> {
  const address = passwordSecret(node);
  const hash = Buffer.from(sha256(`${node}:${password}`)).toString('base64');
  const known = await resources.find<SecretObject>(address);
  if (known) return known.data.hash === hash;
  await resources.create<SecretObject>(address, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: address.name, namespace: address.namespace },
    type: 'Opaque',
    data: { hash },
  });
  log.info(`certificate CN=system:node:${node},O=system:nodes signed by CN=k3s-client-ca`);
  return true;
}

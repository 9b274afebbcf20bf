import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { agentPath, type Settings } from '../flags/settings.ts';
import { KubeClient, type ClientOptions, type Reply } from '../kube/client.ts';
import { log } from '../log.ts';
import { readOptional, writePrivate } from '../private-file.ts';
import { parseToken, sha256 } from '../token.ts';

const NODE_FOLDER = '/etc/rancher/node';
const PASSWORD_FILE = `${NODE_FOLDER}/password`;
const RETRY_MS = 2000;

/** Comes back with a client that speaks as this node, however long that takes; says at each try what is wrong. */
export async function joinCluster(settings: Settings, url: string): Promise<KubeClient> {
  const ca = await retry(
    () => fetchAuthority(url, settings.token),
    (reason) => log.error(`Failed to validate connection to cluster at ${settings.serverUrl}: ${reason}`),
  );
  const pair = await retry(
    () => fetchCertificate(settings, url, ca),
    (reason) => log.info(`Waiting to retrieve agent configuration; server is not ready: ${reason}`),
  );
  const name = (file: string): string => agentPath(settings, file);
  writePrivate(name('server-ca.crt'), ca);
  writePrivate(name('client-kubelet.crt'), pair.certificate);
  writePrivate(name('client-kubelet.key'), pair.key);
  return new KubeClient({ url, ca, ...pair, timeoutMs: 5000 });
}

async function retry<T>(attempt: () => Promise<T>, report: (reason: string) => void): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      report(error instanceof Error ? error.message : String(error));
      await sleep(RETRY_MS);
    }
  }
}

/** The cluster's CA, trusted only if the token's hash says so; a short token has none and trusts it. */
async function fetchAuthority(url: string, tokenText: string): Promise<string> {
  const token = parseToken(tokenText);
  const { body: ca } = await ask({ url }, { path: '/cacerts', context: 'failed to get CA certs: ' });
  const hash = sha256(ca);
  if (token.caHash && token.caHash !== hash) {
    throw new Error(
      `token CA hash does not match the Cluster CA certificate hash: ${token.caHash} != ${hash}`,
    );
  }
  if (!token.caHash) {
    log.warn(
      'Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. ' +
        "Use the full token from the server's node-token file to enable Cluster CA validation.",
    );
  }
  await ask({ url, ca }, { path: '/cacerts', context: 'CA cert validation failed: ' });
  return ca;
}

interface Pair {
  readonly certificate: string;
  readonly key: string;
}

async function fetchCertificate(settings: Settings, url: string, ca: string): Promise<Pair> {
  const { password } = parseToken(settings.token);
  const client = { url, ca, basic: { user: 'node', password } };
  await ask(client, { path: '/v1-k3s/config', context: 'failed to retrieve configuration from server: ' });
  const headers = { 'k3s-Node-Name': settings.nodeName, 'k3s-Node-Password': ensureNodePassword() };
  const { body } = await ask(client, { path: '/v1-k3s/client-kubelet.crt', headers });
  const begin = body.indexOf('-----BEGIN PRIVATE KEY-----');
  return { certificate: body.slice(0, begin), key: body.slice(begin) };
}

function ensureNodePassword(): string {
  const known = readOptional(PASSWORD_FILE)?.trim();
  if (known) return known;
  const password = randomBytes(16).toString('hex');
  mkdirSync(NODE_FOLDER, { recursive: true, mode: 0o755 });
  writePrivate(PASSWORD_FILE, `${password}\n`);
  return password;
}

interface Question {
  readonly path: string;
  /** What a failure was about. */
  readonly context?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(access: ClientOptions, { path, context = '', headers = {} }: Question): Promise<Reply> {
  const client = new KubeClient(access);
  const reply = await client.call(path, { headers }).catch((error: unknown) => {
    throw new Error(`${context}Get "${access.url}${path}": ${describeFailure(error)}`);
  });
  client.close();
  if (reply.status === 403) {
    throw new Error(
      `Node password rejected, duplicate hostname or contents of '${PASSWORD_FILE}' may not match server ` +
        'node-passwd entry, try enabling a unique node name with the --with-node-id flag',
    );
  }
  if (reply.status !== 200)
    throw new Error(`${context}${access.url}${path}: ${reply.status} ${reply.reason}`);
  return reply;
}

/** Go calls it EOF when the other side hangs up, as the load balancer does that reaches no server. */
function describeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /disconnected|hang up|ECONNRESET/.test(message) ? 'EOF' : message;
}

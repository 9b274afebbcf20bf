import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  isStillGood,
  issueCertificate,
  type Authorities,
  type KeyPair,
  type Subject,
} from '../certificates.ts';
import { serverPath, type Settings } from '../flags/settings.ts';
import { log } from '../log.ts';
import { readOptional, writePrivate } from '../private-file.ts';
import { formatToken, sha256 } from '../token.ts';

/** What a server shows and uses: its authorities, its own certificate and its administrator's. */
export interface Identity {
  readonly authorities: Authorities;
  readonly serving: KeyPair;
  readonly admin: KeyPair;
}

export interface Passwords {
  readonly server: string;
  readonly agent: string;
}

export async function writeIdentity(settings: Settings, authorities: Authorities): Promise<Identity> {
  writePair(settings, 'server-ca', authorities.server);
  writePair(settings, 'client-ca', authorities.client);
  const serving = { commonName: 'kube-apiserver', sans: listSans(settings) };
  const admin = { commonName: 'system:admin', organization: 'system:masters' };
  return {
    authorities,
    serving: await keepOrIssue(settings, 'serving-kube-apiserver', {
      authority: authorities.server,
      subject: serving,
    }),
    admin: await keepOrIssue(settings, 'client-admin', { authority: authorities.client, subject: admin }),
  };
}

function listSans({ tlsSans, nodeName, nodeIp, advertiseAddress, bindAddress }: Settings): string[] {
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  const own = ['127.0.0.1', '::1', 'localhost', nodeName, nodeIp, advertiseAddress, '10.43.0.1'];
  return [
    ...new Set([
      ...service,
      ...own,
      ...tlsSans,
      ...(bindAddress && bindAddress !== '0.0.0.0' ? [bindAddress] : []),
    ]),
  ];
}

interface Issue {
  readonly authority: KeyPair;
  readonly subject: Subject;
}

async function keepOrIssue(
  settings: Settings,
  name: string,
  { authority, subject }: Issue,
): Promise<KeyPair> {
  const certificate = readOptional(serverPath(settings, 'tls', `${name}.crt`));
  const key = readOptional(serverPath(settings, 'tls', `${name}.key`));
  if (certificate && key && isStillGood(certificate, authority, subject.sans ?? []))
    return { certificate, key };
  const pair = await issueCertificate(authority, subject);
  writePair(settings, name, pair);
  log.info(`certificate CN=${subject.commonName} signed by the cluster CA: notAfter in 365 days`);
  return pair;
}

function writePair(settings: Settings, name: string, { certificate, key }: KeyPair): void {
  writePrivate(serverPath(settings, 'tls', `${name}.crt`), certificate);
  writePrivate(serverPath(settings, 'tls', `${name}.key`), key);
}

export function writeTokens(settings: Settings, passwords: Passwords, authorities: Authorities): void {
  const caHash = sha256(authorities.server.certificate);
  const token = serverPath(settings, 'token');
  writePrivate(token, `${formatToken({ caHash, user: 'server', password: passwords.server })}\n`);
  link(token, serverPath(settings, 'node-token'));
  const agentToken = serverPath(settings, 'agent-token');
  if (passwords.agent === passwords.server) {
    link(token, agentToken);
  } else {
    rmSync(agentToken, { force: true });
    writePrivate(agentToken, `${formatToken({ caHash, user: 'node', password: passwords.agent })}\n`);
  }
  const address = `https://${settings.nodeIp}:${settings.port}`;
  log.info(`Server node token is available at ${token}`);
  log.info(`To join server node to cluster: k3s server -s ${address} -t \${SERVER_NODE_TOKEN}`);
  log.info(`Agent node token is available at ${agentToken}`);
  log.info(`To join agent node to cluster: k3s agent -s ${address} -t \${AGENT_NODE_TOKEN}`);
}

function link(target: string, path: string): void {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

/** The server's own URL as its own clients see it. */
export function localUrl({ bindAddress, port }: Settings): string {
  const host = bindAddress && bindAddress !== '0.0.0.0' ? bindAddress : '127.0.0.1';
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function writeKubeconfig(settings: Settings, { authorities, admin }: Identity): void {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const text = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${encode(authorities.server.certificate)}
    server: ${localUrl(settings)}
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
preferences: {}
users:
- name: default
  user:
    client-certificate-data: ${encode(admin.certificate)}
    client-key-data: ${encode(admin.key)}
`;
  mkdirSync(dirname(settings.kubeconfig), { recursive: true, mode: 0o755 });
  writePrivate(settings.kubeconfig, text, settings.kubeconfigMode);
  log.info(`Wrote kubeconfig ${settings.kubeconfig}`);
  log.info('Run: k3s kubectl');
}

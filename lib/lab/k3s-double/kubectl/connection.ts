import { parse } from 'yaml';
import { KubeClient, type Call, type Reply } from '../kube/client.ts';
import type { StatusObject } from '../kube/objects.ts';
import { readOptional } from '../private-file.ts';
import { KubectlFailure } from './failure.ts';

const DEFAULT_KUBECONFIG = '/etc/rancher/k3s/k3s.yaml';

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
}

export interface Place {
  readonly kubeconfig: string | undefined;
  readonly server: string | undefined;
  readonly timeoutMs: number;
}

/** The API as kubectl meets it: every failure in kubectl's words. */
export class Connection {
  readonly #client: KubeClient;
  readonly #address: string;

  constructor({ kubeconfig, server, timeoutMs }: Place, environment: NodeJS.ProcessEnv) {
    const config = readKubeconfig(kubeconfig, environment);
    const { cluster = {} } = config?.clusters[0] ?? {};
    const { user = {} } = config?.users[0] ?? {};
    const url = server ?? cluster.server ?? 'https://localhost:8080';
    const decode = (text: string | undefined): string => Buffer.from(text ?? '', 'base64').toString();
    this.#address = new URL(url).host;
    this.#client = new KubeClient({
      url,
      ca: decode(cluster['certificate-authority-data']),
      certificate: decode(user['client-certificate-data']),
      key: decode(user['client-key-data']),
      timeoutMs,
    });
  }

  async raw(path: string): Promise<string> {
    const reply = await this.#call(path);
    if (reply.status >= 400) throw refusal(reply);
    return reply.body;
  }

  async request<T>(path: string, call: Call = {}): Promise<T> {
    const reply = await this.#call(path, call);
    if (reply.status >= 400) throw refusal(reply);
    return JSON.parse(reply.body) as T;
  }

  close(): void {
    this.#client.close();
  }

  async #call(path: string, call: Call = {}): Promise<Reply> {
    try {
      return await this.#client.call(path, call);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (/ECONNREFUSED/.test(message)) {
        const hint = 'did you specify the right host or port?';
        throw new KubectlFailure(`The connection to the server ${this.#address} was refused - ${hint}`);
      }
      throw new KubectlFailure(`Unable to connect to the server: ${message}`);
    }
  }
}

function refusal({ status, body }: Reply): KubectlFailure {
  if (status === 401) return new KubectlFailure('error: You must be logged in to the server (Unauthorized)');
  try {
    const { reason, message } = JSON.parse(body) as StatusObject;
    return new KubectlFailure(`Error from server (${reason}): ${message}`);
  } catch {
    return new KubectlFailure(`Error from server (InternalError): ${body.trim()}`);
  }
}

function readKubeconfig(asked: string | undefined, environment: NodeJS.ProcessEnv): Kubeconfig | undefined {
  const path = asked ?? (environment.KUBECONFIG?.split(':')[0] || DEFAULT_KUBECONFIG);
  const text = readOptional(path);
  if (text !== undefined) return parse(text) as Kubeconfig;
  if (asked === undefined) return undefined;
  throw new KubectlFailure(`error: stat ${path}: no such file or directory`);
}

import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { stringify } from 'yaml';

const ROOT = join(import.meta.dirname, '../../..');

/** Builds the double once for a spec file; the folder is the caller's to remove. */
export function buildDouble(version = 'v1.30.4+k3s1'): { readonly folder: string; readonly k3s: string } {
  const folder = mkdtempSync(join(tmpdir(), 'double-build-'));
  const k3s = join(folder, 'k3s');
  const script = join(ROOT, 'scripts/build-double.ts');
  execFileSync(join(ROOT, 'node_modules/.bin/tsx'), [script, '--out', k3s, '--version-string', version], {
    stdio: 'pipe',
  });
  return { folder, k3s };
}

/** Removes a build, and the folder that machines were given to mount theirs on. */
export function removeDouble({ folder }: { readonly folder: string }): void {
  rmSync(folder, { recursive: true });
  try {
    rmdirSync('/etc/rancher');
  } catch {
    // A machine with a K3s of its own keeps it.
  }
}

export interface MachineOptions {
  readonly k3s: string;
  readonly role: 'server' | 'agent';
  readonly name: string;
  readonly address: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What one host has to itself: a folder, an address of 127.0.0.0/8, and an /etc/rancher of its own. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'double-host-'));
  readonly name: string;
  readonly address: string;
  readonly #options: MachineOptions;
  #process: ChildProcess | undefined;
  #log = '';

  constructor(options: MachineOptions) {
    this.#options = options;
    this.name = options.name;
    this.address = options.address;
    mkdirSync(join(this.folder, 'etc'));
    this.configure({});
  }

  configure(more: Readonly<Record<string, unknown>>): void {
    const { role, config, name, address } = this.#options;
    const server = role === 'server' ? { 'bind-address': address, 'write-kubeconfig': this.kubeconfig } : {};
    const settings = {
      'node-name': name,
      'node-ip': address,
      'data-dir': join(this.folder, 'data'),
      ...server,
    };
    writeFileSync(join(this.folder, 'config.yaml'), stringify({ ...settings, ...config, ...more }), {
      mode: 0o600,
    });
  }

  get kubeconfig(): string {
    return join(this.folder, 'k3s.yaml');
  }

  get log(): string {
    return this.#log;
  }

  path(...parts: readonly string[]): string {
    return join(this.folder, 'data', ...parts);
  }

  read(...parts: readonly string[]): string {
    return readFileSync(this.path(...parts), 'utf8');
  }

  /** In a mount namespace of its own, where /etc/rancher is this machine's. */
  start(argv: readonly string[] = []): void {
    const { k3s, role } = this.#options;
    const script = 'mount --bind "$0/etc" /etc/rancher && exec "$@"';
    const command = [k3s, role, '--config', join(this.folder, 'config.yaml'), ...argv];
    mkdirSync('/etc/rancher', { recursive: true });
    const child = spawn('unshare', [
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      script,
      this.folder,
      ...command,
    ]);
    child.stderr.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    this.#process = child;
  }

  get exitCode(): number | null {
    return this.#process?.exitCode ?? null;
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  async destroy(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.folder, { recursive: true });
  }

  kubectl(...argv: readonly string[]): {
    readonly stdout: string;
    readonly stderr: string;
    readonly code: number | null;
  } {
    const { stdout, stderr, status } = spawnSync(this.#options.k3s, [
      'kubectl',
      '--kubeconfig',
      this.kubeconfig,
      ...argv,
    ]);
    return { stdout: stdout.toString(), stderr: stderr.toString(), code: status };
  }

  /** The STATUS column by node. */
  statuses(): Record<string, string> {
    const { stdout } = this.kubectl('get', 'nodes', '--no-headers');
    return Object.fromEntries(
      stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => {
          const [name = '', status = ''] = line.split(/\s+/);
          return [name, status];
        }),
    );
  }
}

export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  seconds = 40,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`after ${seconds} s still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export interface HttpsReply {
  readonly status: number;
  readonly body: string;
}

export async function get(url: string): Promise<HttpsReply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { rejectUnauthorized: false, agent: false }, (incoming) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

export async function servedCertificate(host: string, port: number): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

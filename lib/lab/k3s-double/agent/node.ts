import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import type { Settings } from '../flags/settings.ts';
import { withReady, type NodeObject, type Taint } from '../kube/objects.ts';
import { readOptional } from '../private-file.ts';
import { VERSION } from '../version.ts';

const SERVER_ROLES = ['control-plane', 'master'];

/** The node as it registers; labels and taints of its settings count only now. */
export function buildNode(settings: Settings, now: Date): NodeObject {
  const node: NodeObject = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: settings.nodeName,
      labels: { ...ownLabels(settings), ...Object.fromEntries(settings.nodeLabels.map(splitLabel)) },
      annotations: ownAnnotations(settings),
    },
    spec: {
      providerID: `k3s://${settings.nodeName}`,
      ...(settings.nodeTaints.length > 0 && { taints: settings.nodeTaints.map(parseTaint) }),
    },
    status: ownStatus(settings),
  };
  return withNotReady(node, now);
}

/** A node that was known before, with what a new start of its host says about it. */
export function refreshNode(known: NodeObject, settings: Settings, now: Date): NodeObject {
  const { labels, annotations } = known.metadata;
  const metadata = {
    ...known.metadata,
    labels: { ...labels, ...ownLabels(settings) },
    annotations: { ...annotations, ...ownAnnotations(settings) },
  };
  const status = { ...ownStatus(settings), conditions: known.status.conditions };
  return withNotReady({ ...known, metadata, status }, now);
}

function withNotReady(node: NodeObject, now: Date): NodeObject {
  const message =
    'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady ' +
    'message:Network plugin returns error: cni plugin not initialized';
  return withReady(node, { status: 'False', reason: 'KubeletNotReady', message }, now);
}

function ownLabels({ role, nodeName }: Settings): Record<string, string> {
  const machine = architecture();
  const roles = role === 'server' ? SERVER_ROLES : [];
  return {
    'beta.kubernetes.io/arch': machine,
    'beta.kubernetes.io/instance-type': 'k3s',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': machine,
    'kubernetes.io/hostname': nodeName,
    'kubernetes.io/os': 'linux',
    ...Object.fromEntries(roles.map((name) => [`node-role.kubernetes.io/${name}`, 'true'])),
    'node.kubernetes.io/instance-type': 'k3s',
  };
}

function ownAnnotations({ nodeName, nodeIp, nodeArgs, nodeEnv }: Settings): Record<string, string> {
  return {
    'k3s.io/hostname': nodeName,
    'k3s.io/internal-ip': nodeIp,
    'k3s.io/node-args': nodeArgs,
    'k3s.io/node-config-hash': createHash('sha256')
      .update(nodeArgs + nodeEnv)
      .digest('hex')
      .toUpperCase(),
    'k3s.io/node-env': nodeEnv,
  };
}

function ownStatus({ nodeName, nodeIp }: Settings): NodeObject['status'] {
  return {
    addresses: [
      { type: 'InternalIP', address: nodeIp },
      { type: 'Hostname', address: nodeName },
    ],
    capacity: { cpu: String(cpus().length), memory: `${Math.round(totalmem() / 1024)}Ki`, pods: '110' },
    conditions: [],
    nodeInfo: {
      architecture: architecture(),
      bootID: (readOptional('/proc/sys/kernel/random/boot_id') ?? '').trim(),
      containerRuntimeVersion: 'k3play-double://0',
      kernelVersion: release(),
      kubeProxyVersion: VERSION,
      kubeletVersion: VERSION,
      machineID: (readOptional('/etc/machine-id') ?? '').trim(),
      operatingSystem: 'linux',
      osImage: readOsName(),
    },
  };
}

function architecture(): string {
  return arch() === 'x64' ? 'amd64' : arch();
}

function readOsName(): string {
  try {
    const match = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'));
    return match?.[1] ?? 'Linux';
  } catch {
    return 'Linux';
  }
}

function splitLabel(label: string): [string, string] {
  const [key = '', ...value] = label.split('=');
  return [key, value.join('=')];
}

/** `key=value:Effect` or `key:Effect`. */
export function parseTaint(text: string): Taint {
  const [, key = text, value = '', effect = ''] = /^([^=:]+)(?:=([^:]*))?(?::(.+))?$/.exec(text) ?? [];
  return { key, ...(value && { value }), effect };
}

/** What a K3s process is. */
export type Role = 'server' | 'agent';

/**
 * Flags that both `k3s server` and `k3s agent` know, of releases from v1.21 on: some are known to newer ones only,
 * some to older ones. K3s ends at one it does not know.
 */
const NODE_FLAGS = list(`
  airgap-extra-registry alsologtostderr bind-address config container-runtime-endpoint data-dir debug
  default-runtime disable-default-registry-endpoint disable-selinux docker enable-pprof flannel-cni-conf
  flannel-conf flannel-iface image-credential-provider-bin-dir image-credential-provider-config
  image-service-endpoint kube-proxy-arg kubelet-arg lb-server-port log no-flannel node-external-dns
  node-external-ip node-internal-dns node-ip node-label node-name node-taint nonroot-devices pause-image
  prefer-bundled-bin private-registry protect-kernel-defaults resolv-conf rootless selinux server snapshotter
  token token-file v vmodule vpn-auth vpn-auth-file with-node-id
`);

const AGENT_FLAGS = list('cluster-secret disable-apiserver-lb');

const SERVER_FLAGS = list(`
  advertise-address advertise-port agent-token agent-token-file cluster-cidr cluster-dns cluster-domain
  cluster-init cluster-reset cluster-reset-restore-path datastore-cafile datastore-certfile datastore-endpoint
  datastore-keyfile default-local-storage-path disable disable-agent disable-apiserver disable-cloud-controller
  disable-controller-manager disable-etcd disable-helm-controller disable-kube-proxy disable-network-policy
  disable-scheduler egress-selector-mode embedded-registry etcd-arg etcd-disable-snapshots etcd-expose-metrics
  etcd-s3 etcd-s3-access-key etcd-s3-bucket etcd-s3-bucket-lookup-type etcd-s3-config-secret etcd-s3-endpoint
  etcd-s3-endpoint-ca etcd-s3-folder etcd-s3-insecure etcd-s3-proxy etcd-s3-region etcd-s3-retention
  etcd-s3-secret-key etcd-s3-session-token etcd-s3-skip-ssl-verify etcd-s3-timeout etcd-snapshot-compress
  etcd-snapshot-dir etcd-snapshot-name etcd-snapshot-reconcile-interval etcd-snapshot-retention
  etcd-snapshot-schedule-cron flannel-backend flannel-external-ip flannel-ipv6-masq helm-job-image
  https-listen-port kine-tls kube-apiserver-arg kube-cloud-controller-arg kube-cloud-controller-manager-arg
  kube-controller-arg kube-controller-manager-arg kube-scheduler-arg secrets-encryption
  secrets-encryption-provider service-cidr service-node-port-range servicelb-namespace supervisor-metrics
  system-default-registry tls-san tls-san-security write-kubeconfig write-kubeconfig-group
  write-kubeconfig-mode
`);

const KNOWN: Readonly<Record<Role, ReadonlySet<string>>> = {
  server: new Set([...NODE_FLAGS, ...SERVER_FLAGS]),
  agent: new Set([...NODE_FLAGS, ...AGENT_FLAGS]),
};

/** The names of a role's flags, as its config.yaml has them. */
export function flagsOf(role: Role): ReadonlySet<string> {
  return KNOWN[role];
}

/** Whether an agent would end at this setting, because it is one of servers alone. */
export function isServerOnly(flag: string): boolean {
  return KNOWN.server.has(flag) && !KNOWN.agent.has(flag);
}

function list(names: string): readonly string[] {
  return names.trim().split(/\s+/);
}

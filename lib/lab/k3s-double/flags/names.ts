// The names of K3s's flags, as its documentation and its help list them. A name with `,x` has a one-letter form.
// The double heeds some and accepts the others, so that only a truly unknown one ends it.

const LOGGING_SWITCHES = list(`
  debug alsologtostderr
`);
const LOGGING_VALUES = list(`
  config,c v vmodule log,l
`);

const NODE_SWITCHES = list(`
  with-node-id docker disable-default-registry-endpoint protect-kernel-defaults rootless
  prefer-bundled-bin selinux disable-selinux no-flannel enable-pprof
`);
const NODE_VALUES = list(`
  data-dir,d token,t token-file server,s node-name node-label node-taint node-ip,i node-external-ip
  node-internal-dns node-external-dns bind-address resolv-conf flannel-iface flannel-conf flannel-cni-conf
  vpn-auth vpn-auth-file kubelet-arg kube-proxy-arg image-credential-provider-bin-dir
  image-credential-provider-config container-runtime-endpoint image-service-endpoint default-runtime
  nonroot-devices pause-image snapshotter private-registry airgap-extra-registry lb-server-port
  cluster-secret
`);

const SERVER_SWITCHES = list(`
  tls-san-security flannel-ipv6-masq flannel-external-ip cluster-init cluster-reset etcd-expose-metrics
  etcd-disable-snapshots etcd-snapshot-compress etcd-s3 etcd-s3-skip-ssl-verify etcd-s3-insecure
  disable-scheduler disable-cloud-controller disable-kube-proxy disable-network-policy
  disable-helm-controller disable-apiserver disable-controller-manager disable-etcd disable-agent
  embedded-registry supervisor-metrics secrets-encryption kine-tls
`);
const SERVER_VALUES = list(`
  https-listen-port supervisor-port apiserver-port apiserver-bind-address advertise-address advertise-port
  tls-san cluster-cidr service-cidr service-node-port-range cluster-dns cluster-domain flannel-backend
  egress-selector-mode servicelb-namespace write-kubeconfig,o write-kubeconfig-mode write-kubeconfig-group
  helm-job-image agent-token agent-token-file cluster-reset-restore-path kube-apiserver-arg etcd-arg
  kube-controller-manager-arg kube-controller-arg kube-scheduler-arg kube-cloud-controller-manager-arg
  kube-cloud-controller-arg datastore-endpoint datastore-cafile datastore-certfile datastore-keyfile
  etcd-snapshot-name etcd-snapshot-schedule-cron etcd-snapshot-reconcile-interval etcd-snapshot-retention
  etcd-snapshot-dir etcd-s3-endpoint etcd-s3-endpoint-ca etcd-s3-access-key etcd-s3-secret-key
  etcd-s3-session-token etcd-s3-bucket etcd-s3-bucket-lookup-type etcd-s3-region etcd-s3-folder
  etcd-s3-proxy etcd-s3-config-secret etcd-s3-retention etcd-s3-timeout default-local-storage-path disable
  system-default-registry secrets-encryption-provider
`);

export type Role = 'server' | 'agent';

export interface Flag {
  readonly name: string;
  readonly takesValue: boolean;
}

/** Each spelling of a role's flags, without dashes, and the flag it stands for. */
export function flagsOf(role: Role): ReadonlyMap<string, Flag> {
  const server = role === 'server';
  const switches = [...LOGGING_SWITCHES, ...NODE_SWITCHES, ...(server ? SERVER_SWITCHES : [])];
  const values = [...LOGGING_VALUES, ...NODE_VALUES, ...(server ? SERVER_VALUES : [])];
  return new Map([
    ...switches.flatMap((entry) => spell(entry, false)),
    ...values.flatMap((entry) => spell(entry, true)),
  ]);
}

function list(names: string): string[] {
  return names.trim().split(/\s+/);
}

function spell(entry: string, takesValue: boolean): [string, Flag][] {
  const [name = entry, ...short] = entry.split(',');
  return [name, ...short].map((spelling) => [spelling, { name, takesValue }]);
}

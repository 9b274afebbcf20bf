import { archive } from './archive.ts';
import { assert } from './assert.ts';
import { authorizedKey } from './authorized-key.ts';
import { awaitModule } from './await.ts';
import { certificate } from './certificate.ts';
import { command } from './command.ts';
import { copy } from './copy.ts';
import { cron } from './cron.ts';
import { debug } from './debug.ts';
import type { Module } from './define.ts';
import { download } from './download.ts';
import { etcdMember } from './etcd-member.ts';
import { fail } from './fail.ts';
import { fetch } from './fetch.ts';
import { file } from './file.ts';
import { find } from './find.ts';
import { firewall } from './firewall.ts';
import { git } from './git.ts';
import { group } from './group.ts';
import { hostEntry } from './host-entry.ts';
import { hostname } from './hostname.ts';
import { httpRequest } from './http-request.ts';
import { ini } from './ini.ts';
import { k3sAgentServers } from './k3s/agent-servers.ts';
import { k3sBinary } from './k3s/binary.ts';
import { k3sCertificates } from './k3s/certificates.ts';
import { k3sConfig } from './k3s/config.ts';
import { k3sDatastoreCheck } from './k3s/datastore-check.ts';
import { k3sDatastoreGuard } from './k3s/datastore-guard.ts';
import { k3sDatastoreReach } from './k3s/datastore-reach.ts';
import { k3sEndpoint } from './k3s/endpoint.ts';
import { k3sImages } from './k3s/images.ts';
import { k3sInstaller } from './k3s/installer.ts';
import { k3sKubeconfig } from './k3s/kubeconfig.ts';
import { k3sNode } from './k3s/node.ts';
import { k3sNodes } from './k3s/nodes.ts';
import { k3sPreflight } from './k3s/preflight.ts';
import { k3sPreflightVerdict } from './k3s/preflight-verdict.ts';
import { k3sProxy } from './k3s/proxy.ts';
import { k3sRegistries } from './k3s/registries.ts';
import { k3sServers } from './k3s/servers.ts';
import { k3sService } from './k3s/service.ts';
import { k3sToken } from './k3s/token.ts';
import { kernelModule } from './kernel-module.ts';
import { kubernetesManifest } from './kubernetes-manifest.ts';
import { line } from './line.ts';
import { lines } from './lines.ts';
import { meta } from './meta.ts';
import { mount } from './mount.ts';
import { mysqlDatabase } from './mysql-database.ts';
import { mysqlUser } from './mysql-user.ts';
import { packageModule } from './package.ts';
import { pause } from './pause.ts';
import { postgresqlDatabase } from './postgresql-database.ts';
import { postgresqlRole } from './postgresql-role.ts';
import { privateKey } from './private-key.ts';
import { reboot } from './reboot.ts';
import { replace } from './replace.ts';
import { repository } from './repository.ts';
import { service } from './service.ts';
import { set } from './set.ts';
import { shell } from './shell.ts';
import { slurp } from './slurp.ts';
import { stat } from './stat.ts';
import { sysctl } from './sysctl.ts';
import { table } from './table.ts';
import { template } from './template.ts';
import { timer } from './timer.ts';
import { timezone } from './timezone.ts';
import { unarchive } from './unarchive.ts';
import { unit } from './unit.ts';
import { user } from './user.ts';
import { value } from './value.ts';
import { waitForReady } from './wait-for-ready.ts';

// prettier-ignore
const all: readonly Module[] = [
  archive,
  assert,
  authorizedKey,
  awaitModule,
  certificate,
  command,
  copy,
  cron,
  debug,
  download,
  etcdMember,
  fail,
  fetch,
  file,
  find,
  firewall,
  git,
  group,
  hostEntry,
  hostname,
  httpRequest,
  ini,
  k3sAgentServers,
  k3sBinary,
  k3sCertificates,
  k3sConfig,
  k3sDatastoreCheck,
  k3sDatastoreGuard,
  k3sDatastoreReach,
  k3sEndpoint,
  k3sImages,
  k3sInstaller,
  k3sKubeconfig,
  k3sNode,
  k3sNodes,
  k3sPreflight,
  k3sPreflightVerdict,
  k3sProxy,
  k3sRegistries,
  k3sServers,
  k3sService,
  k3sToken,
  kernelModule,
  kubernetesManifest,
  line,
  lines,
  meta,
  mount,
  mysqlDatabase,
  mysqlUser,
  packageModule,
  pause,
  postgresqlDatabase,
  postgresqlRole,
  privateKey,
  reboot,
  replace,
  repository,
  service,
  set,
  shell,
  slurp,
  stat,
  sysctl,
  table,
  template,
  timer,
  timezone,
  unarchive,
  unit,
  user,
  value,
  waitForReady,
];

/** Every bundled module by its name. A module is bundled by its line above, and by nothing else. */
export const modules: ReadonlyMap<string, Module> = new Map(all.map((module) => [module.name, module]));

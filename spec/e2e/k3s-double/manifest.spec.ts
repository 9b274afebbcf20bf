import assert from 'node:assert/strict';
import { Secret } from '../../../lib/core/secret.ts';
import { kubernetesManifest } from '../../../lib/modules/kubernetes-manifest.ts';
import { PlanFault, type Step } from '../../../lib/modules/step.ts';
import { applyOnRealShell, planOnRealShell } from '../../support/real-shell.ts';
import { installSystemShells } from '../../support/shells.ts';
import { buildDouble, Machine, removeDouble, until } from './machine.ts';
import { Postgres } from './postgres.ts';

const MANIFEST = `apiVersion: v1
kind: Namespace
metadata: { name: web }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: app, namespace: web, labels: { part: it's } }
data:
  workers: "4"
  mode: "0644"
`;

describe('kubernetes-manifest on the K3s double', function () {
  this.timeout(180_000);
  const { shells, remove } = installSystemShells();
  let build: ReturnType<typeof buildDouble>;
  let postgres: Postgres;
  let server: Machine;

  before(async () => {
    build = buildDouble();
    postgres = await Postgres.create();
    const config = { token: 'correct-horse', 'datastore-endpoint': postgres.endpoint('k3s') };
    server = new Machine({ k3s: build.k3s, role: 'server', name: 'm1', address: '127.0.7.21', config });
  });

  after(async () => {
    await server.destroy();
    await postgres.destroy();
    removeDouble(build);
    remove();
  });

  const access = (): object => ({ kubectl: [build.k3s, 'kubectl'], kubeconfig: server.kubeconfig });

  it('cannot know before the cluster is there', async () => {
    const [shell] = shells;
    assert.ok(shell);

    const plan = await planOnRealShell(kubernetesManifest, { ...access(), content: MANIFEST }, { shell });

    assert.match(String((plan as { reason?: string }).reason), /the API of the cluster does not answer/);
    server.start();
    await until('the server ready', () => server.statuses()['m1'] === 'Ready');
  });

  for (const shell of shells) {
    describe(`under ${shell.name}`, () => {
      const apply = async (params: object): Promise<readonly string[]> => {
        const { steps } = await applyOnRealShell(
          kubernetesManifest,
          { ...access(), ...params },
          { shell, root: server.folder },
        );
        return steps.map(tell);
      };
      const configMap = (): { data: object; metadata: { labels?: object } } =>
        JSON.parse(server.kubectl('get', 'configmap', 'app', '-n', 'web', '-o', 'json').stdout) as never;

      it('makes what is missing, changes what differs, and is silent then', async () => {
        assert.deepEqual(await apply({ content: MANIFEST }), [
          'Namespace web: absent',
          'ConfigMap web/app: absent',
        ]);
        assert.deepEqual(await apply({ content: MANIFEST }), []);
        assert.deepEqual(configMap().data, { workers: '4', mode: '0644' });

        const other = MANIFEST.replace('"4"', '"8"').replace('  mode: "0644"\n', '');

        assert.deepEqual(await apply({ content: other }), ['ConfigMap web/app: otherwise']);
        assert.deepEqual(configMap().data, { workers: '8' });
        assert.deepEqual(configMap().metadata.labels, { part: "it's" });
      });

      it('takes over from others only when told to', async () => {
        const content = MANIFEST.replace('"4"', '"16"');
        const ops = { ...access(), content, field_manager: 'ops' };

        const refused = await planOnRealShell(kubernetesManifest, ops, { shell });

        assert.ok(refused instanceof PlanFault);
        assert.equal(
          refused.message,
          'ConfigMap web/app: others see to what is written of it: conflict with "k3play" using v1: .data.workers',
        );
        assert.match(refused.hint ?? '', /force_conflicts/);
        assert.deepEqual(await apply({ content, field_manager: 'ops', force_conflicts: true }), [
          'ConfigMap web/app: otherwise',
        ]);
        assert.equal(JSON.stringify(configMap().data), '{"workers":"16","mode":"0644"}');
      });

      it('tells what the cluster refuses', async () => {
        const content = MANIFEST.replace('"0644"', '0644');

        const plan = await planOnRealShell(
          kubernetesManifest,
          { ...access(), content, force_conflicts: true },
          { shell },
        );

        assert.ok(plan instanceof PlanFault);
        assert.match(plan.message, /ConfigMap web\/app: .*\.data\.mode: expected string/);
      });

      it('shows what differs, and nothing of what is secret', async () => {
        const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app', namespace: 'web' } };
        const diffOf = async (workers: unknown): Promise<unknown> => {
          const content = { ...object, data: { workers } };
          const params = { ...access(), content, force_conflicts: true };
          const plan = await planOnRealShell(kubernetesManifest, params, { shell });
          return (plan as readonly { change: { diff: unknown } }[])[0]?.change.diff;
        };

        assert.match(
          JSON.stringify(await diffOf('32')),
          /"before":".*workers: \\"16\\".*"after":".*workers: \\"32\\"/,
        );
        const { before, after } = (await diffOf(new Secret('64'))) as { before: unknown; after: unknown };
        assert.ok(before instanceof Secret && after instanceof Secret);
      });

      it('deletes what is there, and is silent then', async () => {
        assert.deepEqual(await apply({ content: MANIFEST, state: 'absent' }), [
          'ConfigMap web/app: present',
          'Namespace web: present',
        ]);
        assert.deepEqual(await apply({ content: MANIFEST, state: 'absent' }), []);
        assert.equal(server.kubectl('get', 'configmap', '-n', 'web', '-o', 'name').stdout, '');
      });
    });
  }
});

function tell(step: Step): string {
  return step.kind === 'poll' ? step.what : `${step.change.subject}: ${String(step.change.from)}`;
}

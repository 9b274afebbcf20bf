import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../lib/core/secret.ts';
import { isUnknown, Unknown } from '../../lib/core/unknown.ts';
import { kubernetesManifest } from '../../lib/modules/kubernetes-manifest.ts';
import type { ManifestAnswer } from '../../lib/modules/shared/manifest/read.ts';
import { describeModule } from '../support/describe-module.ts';
import { KUBECTL } from '../support/fake-kubectl.ts';
import { applyOnRealShell, planOnRealShell } from '../support/real-shell.ts';
import { withShells } from '../support/shells.ts';
import { withFolder } from '../support/temporary-folder.ts';

const settled: ManifestAnswer = { kind: 'settled' };
const each = (...objects: readonly [code: number, said: string][]): { cluster: ManifestAnswer } => ({
  cluster: { kind: 'each', objects: objects.map(([code, said]) => ({ code, said })) },
});
const app = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app' }, data: { a: '1' } };
const text = `# all of it
apiVersion: v1
kind: Namespace
metadata: { name: web }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: app, namespace: web }
data: { mode: 0644 }
`;
const DIFF = `Warning: something
diff -u -N /tmp/LIVE-1/v1.ConfigMap.default.app /tmp/MERGED-2/v1.ConfigMap.default.app
--- /tmp/LIVE-1/v1.ConfigMap.default.app
+++ /tmp/MERGED-2/v1.ConfigMap.default.app
@@ -1,3 +1,3 @@
 data:
-  a: "0"
+  a: "1"
 kind: ConfigMap
`;
const NEW = '@@ -0,0 +1,2 @@\n+apiVersion: v1\n+kind: ConfigMap\n';
const NO_NAMESPACE = 'Error from server (NotFound): namespaces "web" not found';
const CONFLICT = `Error from server (Conflict): Apply failed with 2 conflicts: conflicts with "kubectl" using v1:
- .data.a
- .data.b
Please review`;
const FLAGS = '--request-timeout=20s';
const APPLY = `/usr/local/bin/k3s kubectl ${FLAGS} apply --server-side --field-manager=k3play -f -`;

describeModule(kubernetesManifest, {
  inSync: [
    {
      title: 'all is as written',
      params: { content: text },
      found: { cluster: settled },
      result: { objects: ['Namespace web', 'ConfigMap web/app'] },
    },
    {
      title: 'kinds that the cluster does not know, and that are not wanted',
      params: { content: app, state: 'absent' },
      found: each([1, 'error: resource mapping not found: no matches for kind "App" in version "v1"']),
    },
  ],
  drift: [
    {
      title: 'another value, and an object that is not there',
      params: { content: [app, { ...app, metadata: { name: 'b' } }, { ...app, metadata: { name: 'c' } }] },
      found: each([1, DIFF], [0, ''], [1, NEW]),
      steps: [
        {
          subject: 'ConfigMap app',
          from: 'otherwise',
          to: 'as written',
          script: APPLY,
          stdin: `${JSON.stringify(app)}\n`,
        },
        { subject: 'ConfigMap c', from: 'absent', to: 'as written', script: APPLY },
      ],
    },
    {
      title: 'a namespace and what is in it, by a kubectl of its own, taking over',
      params: {
        src: { path: '/here/web.yml', text },
        kubectl: 'kubectl',
        kubeconfig: "/root/it's",
        field_manager: 'ops',
        force_conflicts: true,
      },
      found: each([1, NEW], [2, NO_NAMESPACE]),
      steps: [
        {
          subject: 'Namespace web',
          from: 'absent',
          to: 'as written',
          script: `kubectl '--kubeconfig=/root/it'\\''s' ${FLAGS} apply --server-side --field-manager=ops --force-conflicts -f -`,
        },
        {
          subject: 'ConfigMap web/app',
          from: 'absent',
          to: 'as written',
          stdin: text.slice(text.indexOf('---')),
        },
      ],
    },
    {
      title: 'objects that are not wanted, the last first',
      params: { content: text, state: 'absent' },
      found: each([0, 'namespace/web\n'], [0, 'configmap/app\n']),
      steps: [
        {
          subject: 'ConfigMap web/app',
          from: 'present',
          to: 'absent',
          script: `/usr/local/bin/k3s kubectl delete --ignore-not-found --timeout=120s -f -`,
        },
        { subject: 'Namespace web', from: 'present', to: 'absent' },
      ],
    },
  ],
  faults: [
    {
      title: 'fields that others see to',
      params: { content: app },
      found: each([2, CONFLICT]),
      message:
        /ConfigMap app: others see to what is written of it: conflicts with "kubectl" using v1: \.data\.a \.data\.b \(.*force_conflicts: true/,
    },
    {
      title: 'an object that the cluster refuses',
      params: { content: app },
      found: each([2, 'The ConfigMap "app" is invalid: data[a b]: Invalid value']),
      message: /ConfigMap app: The ConfigMap "app" is invalid: data\[a b\]: Invalid value/,
    },
    {
      title: 'a difference of which nothing is told',
      params: { content: app },
      found: each([1, '']),
      message: /ConfigMap app: kubectl ended with code 1/,
    },
    {
      title: 'a document of a rendered file without a kind',
      params: { template: { path: '/here/a.hbs', text: 'apiVersion: v1\n' } },
      found: {},
      message: /\/here\/a\.hbs: the document at line 1 has no kind that is a text/,
    },
    {
      title: 'an object twice',
      params: { content: [app, app] },
      found: {},
      message: /ConfigMap app is there twice/,
    },
  ],
  unknown: [
    {
      title: 'a cluster that is not there yet',
      params: { content: app },
      found: { cluster: { kind: 'absent' } },
      reason: /there is no \/usr\/local\/bin\/k3s on this host/,
    },
    {
      title: 'a cluster that does not answer',
      params: { content: app },
      found: { cluster: { kind: 'down', reason: 'connection refused' } },
      reason: /does not answer: connection refused/,
    },
    {
      title: 'a namespace that an earlier task may make',
      params: { content: { ...app, metadata: { name: 'app', namespace: 'web' } } },
      found: each([2, NO_NAMESPACE]),
      reason: /its namespace web does not exist/,
    },
    {
      title: 'a namespace that comes after what is in it',
      params: { content: text.split('---\n').reverse().join('---\n') },
      found: each([2, NO_NAMESPACE], [1, NEW]),
      reason: /its namespace web does not exist/,
    },
    {
      title: 'a kind that an earlier task may bring',
      params: { content: app },
      found: each([2, 'error: no matches for kind "ConfigMap" in version "v1"']),
      reason: /the cluster knows no ConfigMap of v1/,
    },
    {
      title: 'a value that is made later',
      params: { content: { ...app, data: { a: new Unknown('not made yet') } } },
      found: {},
      reason: /not made yet/,
    },
  ],
  invalid: [
    { title: 'nothing to apply', params: {}, message: /exactly one of/ },
    { title: 'two sources', params: { content: app, src: 'x' }, message: /exactly one of/ },
    {
      title: 'an object without a name',
      params: { content: [{ ...app, metadata: {} }] },
      message: /"name" is missing/,
    },
    { title: 'an object without a kind', params: { content: { ...app, kind: '' } }, message: /kind/ },
    { title: 'no object', params: { content: '# nothing\n' }, message: /there is no object in it/ },
    { title: 'no YAML', params: { content: 'a: [' }, message: /YAML documents.*line 1/ },
    { title: 'a number', params: { content: 1 }, message: /content/ },
    {
      title: 'a text of documents of which one has no name',
      params: { content: `${text}---\napiVersion: v1\nkind: Pod\nmetadata: {}\n` },
      message: /the document at line 10 has no metadata\.name/,
    },
    {
      title: 'a list as kubectl prints it',
      params: { content: 'apiVersion: v1\nkind: List\nitems: []\n' },
      message: /is a List: write its items as documents/,
    },
  ],
});

describe('what kubernetes-manifest shows of a difference', () => {
  for (const [title, content, shown] of [
    [
      'the difference',
      app,
      { before: 'data:\n  a: "0"\nkind: ConfigMap\n', after: 'data:\n  a: "1"\nkind: ConfigMap\n' },
    ],
    ['nothing of a Secret', { ...app, kind: 'Secret' }, undefined],
    ['nothing of what holds a secret', { ...app, data: { a: new Secret('1') } }, undefined],
  ] as const) {
    it(`is ${title}`, () => {
      const context = {
        params: { content, state: 'present', field_manager: 'x', force_conflicts: false },
        facts: {} as never,
      };
      const plan = kubernetesManifest.plan({ ...context, found: each([1, DIFF]) });

      assert.ok(Array.isArray(plan));
      const [step] = plan as readonly {
        readonly change: { readonly diff: { before: unknown; after: unknown } };
      }[];
      if (shown) assert.deepEqual(step?.change.diff, shown);
      else assert.ok(step?.change.diff.before instanceof Secret && step.change.diff.after instanceof Secret);
    });
  }
});

describe('kubernetes-manifest on a real shell', () => {
  it('applies what differs and deletes what is there, and is silent then', () =>
    withShells((shells) =>
      withFolder(async (root) => {
        for (const shell of shells) {
          const store = join(root, shell.name);
          mkdirSync(store);
          const kubectl = join(root, "it's kubectl");
          writeFileSync(kubectl, KUBECTL, { mode: 0o755 });
          const named = { kubectl, kubeconfig: store };
          const apply = async (params: object): Promise<readonly string[]> => {
            const { steps } = await applyOnRealShell(
              kubernetesManifest,
              { ...named, ...params },
              { shell, root },
            );
            return steps.map((step) =>
              step.kind === 'poll' ? '' : `${step.change.subject} ${String(step.change.from)}`,
            );
          };

          assert.deepEqual(await apply({ content: text }), [
            'Namespace web absent',
            'ConfigMap web/app absent',
          ]);
          assert.deepEqual(await apply({ content: text.replace('0644', "it's 5 \\n") }), [
            'ConfigMap web/app otherwise',
          ]);
          assert.deepEqual(readdirSync(store).sort(), ['ConfigMap.app', 'Namespace.web']);
          assert.deepEqual(await apply({ content: text, state: 'absent' }), [
            'ConfigMap web/app present',
            'Namespace web present',
          ]);
          assert.deepEqual(readdirSync(store), []);
        }
      }),
    ));

  it('tells a host without kubectl, and a cluster that is down', () =>
    withShells((shells) =>
      withFolder(async (root) => {
        const kubectl = join(root, 'kubectl');
        for (const shell of shells) {
          const plan = async (): Promise<string> => {
            const params = { content: app, kubectl, kubeconfig: '/nowhere' };
            const unknown = await planOnRealShell(kubernetesManifest, params, { shell });
            assert.ok(isUnknown(unknown));
            return unknown.reason;
          };

          assert.equal(existsSync(kubectl), shell !== shells[0]);
          if (shell === shells[0]) assert.match(await plan(), /there is no .*kubectl on this host/);
          writeFileSync(kubectl, KUBECTL, { mode: 0o755 });
          assert.match(await plan(), /the API of the cluster does not answer: no cluster here/);
        }
      }),
    ));
});

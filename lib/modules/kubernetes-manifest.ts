import { isUnknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import type { HostRead } from './read.ts';
import { describeObject, listObjects } from './shared/manifest/objects.ts';
import { ManifestParams } from './shared/manifest/params.ts';
import { findUnanswered, planApplying, planDeletion } from './shared/manifest/plan.ts';
import { readManifest, type Kubectl, type ManifestAnswer } from './shared/manifest/read.ts';
import { PlanFault } from './step.ts';

const Result = t.Object({
  objects: t.Array(t.String({ description: 'An object, such as "ConfigMap web/app".' }), {
    description: 'The objects, in the order in which they are written.',
  }),
});

type Reads = { readonly cluster?: HostRead<ManifestAnswer> };

export const kubernetesManifest = defineModule({
  name: 'kubernetes-manifest',
  summary:
    "Applies Kubernetes objects on the server's side, or deletes them, through kubectl on a host of the cluster. Where the play has several, the task wants `run_once: true`.",
  withoutFacts: true,
  params: ManifestParams,
  result: Result,
  examples: [
    {
      title: 'A namespace and what is in it, from a file; runs on a server',
      params: { src: 'web.yml' },
    },
    {
      title: 'An object in the playbook itself',
      params: {
        content: [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'app', namespace: 'default' },
            data: { workers: '4' },
          },
        ],
      },
    },
    {
      title: 'Take objects away, with a kubectl and a kubeconfig of your own',
      params: {
        template: 'web.yml.hbs',
        state: 'absent',
        kubectl: '/usr/bin/kubectl',
        kubeconfig: '/root/.kube/config',
      },
    },
  ],
  reads({ params }): Reads {
    const objects = listObjects(params);
    if (objects instanceof PlanFault || isUnknown(objects)) return {};
    return { cluster: readManifest(kubectlOf(params), { objects, state: params.state }) };
  },
  plan({ params, found: { cluster } }) {
    const objects = listObjects(params);
    if (objects instanceof PlanFault || isUnknown(objects)) return objects;
    if (!cluster || cluster.kind === 'settled') return [];
    const kubectl = kubectlOf(params);
    if (cluster.kind !== 'each') return findUnanswered(cluster, kubectl.words) ?? [];
    const { state } = params;
    const wish = { kubectl, objects, read: readManifest(kubectl, { objects, state }) };
    return state === 'present' ? planApplying(wish, cluster.objects) : planDeletion(wish, cluster.objects);
  },
  output({ params }) {
    const objects = listObjects(params);
    if (isUnknown(objects)) return { objects };
    return { objects: objects instanceof PlanFault ? [] : objects.map(describeObject) };
  },
});

function kubectlOf(params: Static<typeof ManifestParams>): Kubectl {
  const {
    kubectl: words = ['/usr/local/bin/k3s', 'kubectl'],
    kubeconfig,
    field_manager: fieldManager,
  } = params;
  return { words, kubeconfig, fieldManager, force: params.force_conflicts };
}

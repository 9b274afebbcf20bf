import { Secret } from '../../core/secret.ts';
import { findUnknown, isUnknown, Unknown } from '../../core/unknown.ts';
import { t } from '../../schema/build.ts';
import { replaceInYaml } from '../../source/replace.ts';
import { defineModule } from '../define.ts';
import { readHere } from '../shared/local-file.ts';
import type { PathState } from '../shared/path-state.ts';
import { readPath } from '../shared/path.ts';
import { change, PlanFault, predict, type LocalPutStep } from '../step.ts';

const Params = t.Object({
  src: t.Path({ default: '/etc/rancher/k3s/k3s.yaml', description: "The server's kubeconfig." }),
  dest: t.String({
    description: 'Where to keep it on this machine, from the folder k3play runs in.',
    minLength: 1,
  }),
  server: t.String({
    description: 'URL of the API for those who use the file, such as https://k3s.example.org:6443.',
    pattern: '^https://',
  }),
});
const Result = t.Object({
  dest: t.String({ description: 'Path of the file on this machine.' }),
});

/** The credentials in it make it a secret: it is written 0600 and its text is never shown. */
export const k3sKubeconfig = defineModule({
  name: 'k3s-kubeconfig',
  summary: "Brings a server's kubeconfig to this machine, pointing at the registration address.",
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Keep the kubeconfig here',
      params: { dest: 'kubeconfig.yaml', server: 'https://k3s.example.org:6443' },
    },
  ],
  reads: ({ params }) => ({ remote: readPath(params.src), local: readHere(params.dest) }),
  plan({ params, found }) {
    const wanted = textFor(params, found.remote);
    if (wanted instanceof PlanFault) return wanted;
    const here = found.local;
    const subject = `kubeconfig ${params.dest} on this machine`;
    const predicts = [
      predict(readHere(params.dest), isUnknown(wanted) ? wanted : { mode: '0600', text: wanted }),
    ];
    const put = (step: Pick<LocalPutStep, 'change' | 'certain'>): LocalPutStep => ({
      kind: 'put-here',
      localPath: params.dest,
      bytes: isUnknown(wanted) ? Buffer.alloc(0) : new Secret(wanted.reveal()),
      mode: '0600',
      predicts,
      ...step,
    });
    if (here === undefined) return [put({ change: change(subject, null, `made for ${params.server}`) })];
    if (isUnknown(wanted)) return [put({ change: change(subject, 'present', wanted), certain: false })];
    if (here.text.reveal() === wanted.reveal() && here.mode === '0600') return [];
    return [put({ change: change(subject, 'out of date', `made for ${params.server}`) })];
  },
  output: ({ params }) => ({ dest: params.dest }),
});

function textFor(
  params: { readonly src: string; readonly server: string },
  remote: PathState,
): Secret | Unknown | PlanFault {
  if (remote.kind === 'present') return new Unknown(`${params.src} is written when the server first starts`);
  if (remote.kind !== 'file')
    return new PlanFault(`there is no ${params.src}`, { hint: 'is this a running K3s server?' });
  if (remote.content === undefined)
    return new PlanFault(`${params.src} cannot be read`, { hint: 'it takes root: become' });
  const unknown = findUnknown(remote.content);
  if (unknown || isUnknown(remote.content)) return unknown ?? new Unknown('its content');
  const text = replaceInYaml(
    remote.content.toString('utf8'),
    ['clusters', 0, 'cluster', 'server'],
    params.server,
  );
  return text === undefined ? new PlanFault(`${params.src} is no kubeconfig`) : new Secret(text);
}

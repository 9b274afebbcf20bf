import { Secret } from '../../core/secret.ts';
import { findUnknown, isUnknown, Unknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { replaceInYaml } from '../../source/replace.ts';
import { defineModule } from '../define.ts';
import { readHere, type FileHere } from '../shared/local-file.ts';
import type { PathState } from '../shared/path-state.ts';
import { readPath } from '../shared/path.ts';
import { change, PlanFault, predict, type LocalPutStep, type Plan } from '../step.ts';
import { knows, partsOf, readKubeconfig } from './shared/kubeconfig-parts.ts';

const Params = t.Object({
  src: t.Path({ default: '/etc/rancher/k3s/k3s.yaml', description: "The server's kubeconfig." }),
  dest: t.String({
    description: 'Where to keep it on this machine, from the folder k3play runs in; `~/` is your home.',
    minLength: 1,
  }),
  server: t.String({
    description: 'URL of the API for those who use the file, such as https://k3s.example.org:6443.',
    pattern: '^https://',
  }),
  merge_as: t.Optional(
    t.String({
      description:
        'Puts cluster, user and context under this name into the file, which may hold others of yours: they, its ' +
        'comments and its current context stay. What it held before is kept beside it, as `.bak`. Without this the ' +
        'file is replaced.',
      minLength: 1,
    }),
  ),
});
type Params = Static<typeof Params>;
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
    {
      title: 'Add the cluster to your own kubeconfig',
      params: { dest: '~/.kube/config', server: 'https://k3s.example.org:6443', merge_as: 'k3s' },
    },
  ],
  reads: ({ params }) => ({ remote: readPath(params.src), local: readHere(params.dest) }),
  plan({ params, found }) {
    const remote = textOf(params.src, found.remote);
    if (remote instanceof PlanFault) return remote;
    const wanted =
      params.merge_as === undefined
        ? replace(params, remote)
        : merge(params, remote, found.local?.text.reveal());
    return wanted instanceof PlanFault ? wanted : planFile(params, wanted, found.local);
  },
  output: ({ params }) => ({ dest: params.dest }),
});

/** The text that the file is to have. */
interface Wanted {
  readonly text: Secret | Unknown;
  /** The file lacks the cluster, so that there is something to change whatever its kubeconfig will be. */
  readonly lacking?: boolean;
}

function planFile(params: Params, { text, lacking = false }: Wanted, here: FileHere | undefined): Plan {
  const { dest, server, merge_as: name } = params;
  const made = name === undefined ? `made for ${server}` : `with ${name}, made for ${server}`;
  const put = (from: string | null, uncertain?: Unknown): LocalPutStep => ({
    kind: 'put-here',
    localPath: dest,
    bytes: isUnknown(text) ? Buffer.alloc(0) : text,
    mode: '0600',
    change: change(`kubeconfig ${dest} on this machine`, from, uncertain ?? made),
    predicts: [predict(readHere(dest), isUnknown(text) ? text : { mode: '0600', text })],
    ...(uncertain && { certain: false }),
  });
  if (here === undefined) return [put(null)];
  const backups = name === undefined ? [] : [keepOld(dest, here)];
  if (lacking) return [...backups, put(`without ${name}`)];
  if (isUnknown(text))
    return [...backups.map((step) => ({ ...step, certain: false as const })), put('present', text)];
  if (here.text.reveal() !== text.reveal()) return [...backups, put('out of date')];
  return here.mode === '0600' ? [] : [put(`open to others, ${here.mode}`)];
}

function keepOld(dest: string, { text }: FileHere): LocalPutStep {
  const subject = `${dest}.bak on this machine`;
  return {
    kind: 'put-here',
    localPath: `${dest}.bak`,
    bytes: text,
    mode: '0600',
    change: change(subject, null, 'the file as it is now'),
  };
}

function replace({ src, server }: Params, remote: string | Unknown): Wanted | PlanFault {
  if (isUnknown(remote)) return { text: remote };
  const text = replaceInYaml(remote, ['clusters', 0, 'cluster', 'server'], server);
  return text === undefined ? new PlanFault(`${src} is no kubeconfig`) : { text: new Secret(text) };
}

function merge(params: Params, remote: string | Unknown, here = ''): Wanted | PlanFault {
  const { src, dest, server, merge_as: name = '' } = params;
  const own = readKubeconfig(here, dest);
  if (!('place' in own)) {
    const { line = 1, column = 1 } = own.span ?? {};
    return new PlanFault(`${dest}:${line}:${column}: this kubeconfig is damaged: ${own.message}`, {
      hint: 'mend it or move it away; nothing in it was changed',
    });
  }
  const lacking = !knows(own, name);
  if (isUnknown(remote)) return { text: remote, lacking };
  const parts = partsOf(remote, { name, server });
  return parts ? { text: new Secret(own.place(parts)), lacking } : new PlanFault(`${src} is no kubeconfig`);
}

function textOf(src: string, remote: PathState): string | Unknown | PlanFault {
  if (remote.kind === 'present') return new Unknown(`${src} is written when the server first starts`);
  if (remote.kind !== 'file')
    return new PlanFault(`there is no ${src}`, { hint: 'is this a running K3s server?' });
  if (remote.content === undefined)
    return new PlanFault(`${src} cannot be read`, { hint: 'it takes root: become' });
  const unknown = findUnknown(remote.content);
  if (unknown || isUnknown(remote.content)) return unknown ?? new Unknown('its content');
  return remote.content.toString('utf8');
}

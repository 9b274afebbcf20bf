import { sh } from '../../connection/sh.ts';
import { revealAll, Secret } from '../../core/secret.ts';
import { findUnknown, isUnknown } from '../../core/unknown.ts';
import { t, type Static } from '../../schema/build.ts';
import { stringifyYaml } from '../../source/yaml-text.ts';
import { defineModule } from '../define.ts';
import { stateAt } from '../shared/directory.ts';
import { decodeText } from '../shared/file-content.ts';
import { planFileWithFolders, readWithFolders } from '../shared/file-with-folders.ts';
import type { PathState } from '../shared/path-state.ts';
import { readPath } from '../shared/path.ts';
import { change, predict, run, type Plan } from '../step.ts';

const Params = t.Object({
  registries: t.Settings({
    default: {},
    description:
      '`mirrors` and `configs` as K3s has them. Empty: the file that an earlier task of this kind wrote goes.',
  }),
  path: t.Path({
    default: '/etc/rancher/k3s/registries.yaml',
    description: 'Path of the file. Only root may read it, as it may hold passwords.',
  }),
});
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the file.' }),
  present: t.Boolean({ description: 'Whether it is there.' }),
});

/** Tells a file of ours from one that somebody else put there. */
const HEADER = '# Written by k3play.\n';

/** K3s reads the file when it starts, on servers and agents alike. */
export const k3sRegistries = defineModule({
  name: 'k3s-registries',
  summary: "Writes K3s's registries.yaml: mirrors of image registries, and how to log in to them.",
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Pull all images of Docker Hub from a registry of your own',
      params: {
        registries: {
          mirrors: { 'docker.io': { endpoint: ['https://registry.example.org:5000'] } },
          configs: {
            'registry.example.org:5000': { auth: { username: 'k3s', password: '{{ registry_password }}' } },
          },
        },
      },
    },
  ],
  reads: ({ params }) => readWithFolders(params.path),
  plan({ params, found }) {
    const { path } = params;
    const content = renderRegistries(params);
    if (content === undefined) return planRemoval(path, stateAt(found, path));
    return planFileWithFolders({ path, content, mode: '0600', owner: 'root', group: 'root' }, found);
  },
  output: ({ params: { path }, found }) => ({ path, present: stateAt(found, path).kind !== 'absent' }),
});

/** Undefined where there is nothing to write. */
function renderRegistries({ registries }: Params) {
  const unknown = findUnknown(registries);
  if (unknown) return unknown;
  if (Object.keys(registries).length === 0) return undefined;
  return new Secret(HEADER + stringifyYaml(revealAll(registries)));
}

function planRemoval(path: string, file: PathState): Plan {
  if (file.kind !== 'file') return [];
  if (isUnknown(file.content)) return file.content;
  const text = file.content && decodeText(file.content);
  if (text?.startsWith(HEADER) !== true) return [];
  return [
    run({
      change: change(path, 'file', 'absent'),
      script: sh`rm -f -- ${path}`,
      predicts: [predict<PathState>(readPath(path), { kind: 'absent' })],
    }),
  ];
}

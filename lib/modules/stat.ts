import { Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule, type Predicted } from './define.ts';
import { orEmpty } from './shared/file-result.ts';
import type { PathState } from './shared/path-state.ts';
import { readPath } from './shared/path.ts';

const Params = t.Object({ path: t.Path({ description: 'Path on the host.' }) });

const Result = t.Object({
  path: t.String({ description: 'The path asked for.' }),
  exists: t.Boolean({ description: 'Whether anything is there, a link that leads nowhere included.' }),
  kind: t.OneOf(['absent', 'file', 'directory', 'link', 'other'], { description: 'What is there.' }),
  mode: t.String({ description: 'Mode as octal text, such as "0644"; "" for links and where nothing is.' }),
  owner: t.String({ description: 'Owner; "" for links and where nothing is.' }),
  group: t.String({ description: 'Group; "" for links and where nothing is.' }),
  size: t.Integer({ description: 'Size of a file in bytes, else 0.' }),
  sha256: t.String({ description: 'SHA-256 of a file that can be read, lower-case hex, else "".' }),
  target: t.String({ description: 'What a link points at, as written in it, else "".' }),
  leads_to: t.OneOf(['', 'absent', 'file', 'directory', 'other'], {
    description: 'What a link leads to in the end; "" where there is no link.',
  }),
});
type Result = Static<typeof Result>;

export const stat = defineModule({
  name: 'stat',
  summary: 'Tells what is at a path of the host.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [{ title: 'See whether a file is there', params: { path: '/etc/rancher/k3s/k3s.yaml' } }],
  reads: ({ params }) => ({ path: readPath(params.path) }),
  plan: () => [],
  output: ({ params, found }) => ({ path: params.path, ...describeState(found.path) }),
});

const NOTHING = { mode: '', owner: '', group: '', size: 0, sha256: '', target: '', leads_to: '' } as const;

function describeState(state: PathState): Predicted<Omit<Result, 'path'>> {
  switch (state.kind) {
    case 'absent':
      return { ...NOTHING, exists: false, kind: state.kind };
    case 'link':
      return {
        ...NOTHING,
        exists: true,
        kind: state.kind,
        target: state.target,
        leads_to:
          state.leads.kind === 'present' ? new Unknown('an earlier command makes it') : state.leads.kind,
      };
    case 'directory':
    case 'other': {
      const { kind, mode, owner, group } = state;
      return { ...NOTHING, exists: true, kind, mode, owner, group };
    }
    case 'file': {
      const { kind, mode, owner, group, size, sha256 } = state;
      return { ...NOTHING, exists: true, kind, mode, owner, group, size, sha256: orEmpty(sha256, '') };
    }
    case 'present': {
      const why = new Unknown('an earlier command makes it');
      const fields = Object.fromEntries(Object.keys(NOTHING).map((name) => [name, why]));
      return { ...(fields as Record<keyof typeof NOTHING, Unknown>), exists: true, kind: why };
    }
  }
}

import { isUnknown, type Unknown } from '../core/unknown.ts';
import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { decodeText } from './shared/file-content.ts';
import { editHostEntries, namesOfAddress } from './shared/host-entries.ts';
import type { PathState } from './shared/path-state.ts';
import { readTarget } from './shared/place-file.ts';
import { inState } from './shared/place-params.ts';
import { planTextFile } from './shared/text-file.ts';
import { PlanFault } from './step.ts';

const NAME = /^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/;

const Params = t.Object(
  {
    address: t.String({ description: 'The address, IPv4 or IPv6.', format: 'ip', examples: ['10.0.0.11'] }),
    names: t.Optional(
      t.Words({
        description:
          'Names that lead to it; of a new entry the first is what the address itself is called. They are taken away from other addresses of the same kind. Other names of the address stay.',
        minItems: 1,
      }),
    ),
    state: t.OneOf(['present', 'absent'], {
      default: 'present',
      description: 'Whether they are wanted. `absent` without names takes all of the address away.',
    }),
    file: t.Path({ description: 'The file.', default: '/etc/hosts' }),
  },
  { allOf: [{ if: inState('present'), then: { required: ['names'] } }] },
);

const Result = t.Object({
  path: t.String({ description: 'Path of the file.' }),
  address: t.String({ description: 'The address.' }),
  names: t.Array(t.String({ description: 'Name.' }), {
    description: 'All names that the file has for the address, in its order.',
  }),
});

export const hostEntry = defineModule({
  name: 'host-entry',
  summary: 'Has names lead to an address, by /etc/hosts.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Name a host',
      params: { address: '10.0.0.11', names: ['server-1.example.org', 'server-1'] },
    },
    {
      title: 'A name no longer, whatever else the address is called',
      params: { address: '10.0.0.11', names: 'old', state: 'absent' },
    },
    { title: 'Nothing for an address', params: { address: 'fd00::11', state: 'absent' } },
  ],
  reads: ({ params }) => readTarget(params.file),
  plan({ params: { address, names = [], state, file: path }, found }) {
    const odd = names.find((name) => !NAME.test(name));
    if (odd !== undefined) return new PlanFault(`${JSON.stringify(odd)} is no name of a host`);
    const edit = (text: string): string => editHostEntries(text, { address, names, state });
    return planTextFile({ path, edit, missing: state === 'present' ? '' : undefined }, found);
  },
  output: ({ params: { address, file }, found }) => ({
    path: file,
    address,
    names: listNames(found.file, address),
  }),
});

function listNames(file: PathState, address: string): string[] | Unknown {
  const content = file.kind === 'file' ? file.content : undefined;
  if (isUnknown(content)) return content;
  return content ? [...namesOfAddress(decodeText(content) ?? '', address)] : [];
}

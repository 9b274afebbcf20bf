import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { PlanFault } from './step.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { ownershipParams } from './shared/ownership.ts';
import { planFile, readTarget, replacementParams, type WantedFile } from './shared/place-file.ts';

const Params = t.Object(
  {
    src: t.Optional(
      t.LocalFile({
        description: "A file of this machine, from the playbook's folder or its `files` folder.",
      }),
    ),
    content: t.Optional(t.Text({ description: 'The text of the file, instead of `src`.' })),
    dest: t.Path({ description: 'Path of the file on the host. Its folder must exist; a link is replaced.' }),
    mode: t.Optional(
      t.Mode({
        description:
          'Mode, such as "0644". Without it the mode stays; a new file gets "0644", or "0600" where the content is secret.',
      }),
    ),
    ...ownershipParams,
    ...replacementParams,
  },
  { exactlyOne: ['src', 'content'] },
);
type Params = Static<typeof Params>;

export const copy = defineModule({
  name: 'copy',
  summary: 'Puts a file or a text on the host.',
  withoutFacts: true,
  params: Params,
  result: FileResult,
  examples: [
    { title: 'Copy a file', params: { src: 'motd', dest: '/etc/motd', mode: '0644' } },
    {
      title: 'Write a text that sudo must accept',
      params: {
        content: 'deploy ALL=(ALL) NOPASSWD: ALL\n',
        dest: '/etc/sudoers.d/deploy',
        mode: '0440',
        validate: 'visudo -cf %s',
      },
    },
  ],
  reads: ({ params }) => readTarget(params.dest),
  plan({ params, found }) {
    const wanted = wantedFile(params);
    return wanted instanceof PlanFault ? wanted : planFile(wanted, found);
  },
  output: ({ params, found }) => describeFile(params.dest, found.file),
});

function wantedFile({ src, content, dest, ...rest }: Params): WantedFile | PlanFault {
  const source = src ?? content;
  if (source === undefined) return new PlanFault('copy needs "src" or "content"');
  return { ...rest, path: dest, content: source };
}

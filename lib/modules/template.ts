import { t } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { ownershipParams } from './shared/ownership.ts';
import { planFile, readTarget, replacementParams } from './shared/place-file.ts';

const Params = t.Object({
  src: t.TemplateFile({
    description: "A Handlebars template, from the playbook's folder or its `templates` folder.",
  }),
  dest: t.Path({ description: 'Path of the file on the host. Its folder must exist; a link is replaced.' }),
  mode: t.Optional(
    t.Mode({
      description:
        'Mode, such as "0644". Without it the mode stays; a new file gets "0644", or "0600" where the text holds a secret.',
    }),
  ),
  ...ownershipParams,
  ...replacementParams,
});

export const template = defineModule({
  name: 'template',
  summary: 'Fills a template and puts the text on the host.',
  withoutFacts: true,
  params: Params,
  result: FileResult,
  examples: [
    {
      title: 'Configure a web server',
      params: { src: 'web.conf.hbs', dest: '/etc/web.conf', mode: '0644' },
    },
    {
      title: 'Write a configuration that sshd must accept',
      params: {
        src: 'sshd_config.hbs',
        dest: '/etc/ssh/sshd_config',
        validate: 'sshd -t -f %s',
        backup: true,
      },
    },
  ],
  reads: ({ params }) => readTarget(params.dest),
  plan: ({ params: { src, dest, ...rest }, found }) =>
    planFile({ ...rest, path: dest, content: src.text }, found),
  output: ({ params, found }) => describeFile(params.dest, found.file),
});

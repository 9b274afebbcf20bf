import { t, type Static } from '../../../schema/build.ts';
import { inState } from '../place-params.ts';

const WORD = '^[^\\s,]+$';

/** The params of the module `repository`. */
export const RepositoryParams = t.Object(
  {
    name: t.String({
      description: 'Its name on the host, and that of its files.',
      pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$',
    }),
    description: t.Optional(t.String({ description: 'What it is, for people.', pattern: '^[^\\n]+$' })),
    uris: t.Optional(
      t.List(t.String({ description: 'An address.', pattern: WORD }), {
        description: 'Where it is: one address or several.',
      }),
    ),
    suites: t.Optional(
      t.List(t.String({ description: 'A suite.', pattern: WORD }), {
        description:
          'Suites, such as "bookworm", or a folder that ends in "/". For apt alone, which needs them.',
      }),
    ),
    components: t.Optional(
      t.List(t.String({ description: 'A component.', pattern: WORD }), {
        description: 'Components of the suites, such as "main". For apt alone.',
      }),
    ),
    architectures: t.Optional(
      t.List(t.String({ description: 'An architecture.', pattern: WORD }), {
        description: 'Architectures as apt calls them; without it those of the host. For apt alone.',
      }),
    ),
    signed_by: t.Optional(
      t.Text({ description: 'The key that signs it, as armored text. It counts for this repository alone.' }),
    ),
    signed_by_file: t.Optional(
      t.LocalFile({
        description:
          "A file of this machine with that key, from the playbook's folder or its `files` folder; binary where its name ends in .gpg, which only apt takes.",
      }),
    ),
    signed_by_path: t.Optional(t.Path({ description: 'Path of that key where it is on the host already.' })),
    trusted: t.Boolean({
      description: 'Whether its packages are taken though nobody has signed them.',
      default: false,
    }),
    enabled: t.Boolean({ description: 'Whether it is used.', default: true }),
    state: t.OneOf(['present', 'absent'], {
      description: 'Whether it is wanted. "absent" takes its files away; packages stay.',
      default: 'present',
    }),
  },
  {
    allOf: [
      { if: inState('present'), then: { required: ['uris'] } },
      ...['signed_by', 'signed_by_file', 'signed_by_path'].map((key, index, all) => ({
        if: { required: [key] },
        then: {
          properties: Object.fromEntries(
            all.filter((_, other) => other > index).map((other) => [other, false]),
          ),
        },
      })),
    ],
  },
);
export type RepositoryParams = Static<typeof RepositoryParams>;

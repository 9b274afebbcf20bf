import { t, type Static } from '../../schema/build.ts';
import { NAME_PATTERN } from './ownership.ts';

/** The params of the module `unarchive`. */
export const UnarchiveParams = t.Object(
  {
    src: t.Optional(
      t.LocalFile({
        description:
          "An archive of this machine, from the playbook's folder or its `files` folder: a zip where its name ends so, else a tar, compressed as the host's tar can read it.",
      }),
    ),
    remote_src: t.Optional(
      t.Path({ description: 'Path of an archive that is on the host, instead of `src`.' }),
    ),
    dest: t.Path({
      description:
        'Folder on the host to unpack into; it must exist. What is unpacked belongs to the user of the task, unless `owner` or `group` says otherwise, and replaces what is there; other files stay.',
    }),
    creates: t.Optional(
      t.Path({
        description:
          'What the archive brings. It is unpacked only where that does not exist, whichever archive it came from. Without it, a hidden file in `dest` notes the archive by its SHA-256; what became of the files since is not looked at.',
      }),
    ),
    note: t.Optional(
      t.String({
        description: 'Name of that note. Archives that are unpacked into one folder need one each.',
        pattern: '^[A-Za-z0-9._-]+$',
      }),
    ),
    strip_components: t.Integer({
      description: 'How many folders to take from the beginning of each name; of a tar only.',
      minimum: 0,
      default: 0,
    }),
    owner: t.Optional(
      t.String({ description: 'Owner of all that is unpacked, by name or number.', pattern: NAME_PATTERN }),
    ),
    group: t.Optional(
      t.String({ description: 'Group of all that is unpacked, by name or number.', pattern: NAME_PATTERN }),
    ),
    mode: t.Optional(
      t.Mode({
        description:
          'Mode of all that is unpacked, such as "0640". Who may read may also enter folders, and run what the archive has as a program. Without it the modes are those of the archive.',
      }),
    ),
  },
  {
    exactlyOne: ['src', 'remote_src'],
    allOf: [
      { if: { required: ['creates'] }, then: { properties: { note: false } } },
      { properties: { mode: { pattern: '^0?[0-7]{3}$' } } },
    ],
  },
);
export type UnarchiveParams = Static<typeof UnarchiveParams>;

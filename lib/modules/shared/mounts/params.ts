import { t, type Static } from '../../../schema/build.ts';

const WITH_SOURCE = {
  if: { required: ['state'], properties: { state: { enum: ['mounted', 'present'] } } },
  then: { required: ['src', 'fstype'] },
};

export const MountParams = t.Object(
  {
    path: t.Path({ description: 'Where it is mounted. The folder is made where there is none.' }),
    src: t.Optional(
      t.String({
        description:
          'What is mounted: a device, `UUID=…`, `LABEL=…`, `server:/export`, a path of the host with the option `bind`, or any word where there is no source, as for `tmpfs`.',
        pattern: '^[^-\\n][^\\n]*$',
        examples: ['UUID=0c1c9f3b-7f6e-4b39-9b0e-2f1f0f3a7c11'],
      }),
    ),
    fstype: t.Optional(
      t.String({
        description: 'Kind of file system, "auto" to have it found out, "none" for a bind mount.',
        pattern: '^(?!swap$)[A-Za-z0-9][A-Za-z0-9._,-]*$',
        refusal: 'must be a kind of file system; swap is not mounted',
        examples: ['ext4', 'nfs', 'tmpfs'],
      }),
    ),
    opts: t.String({
      description:
        'Options, parted by commas. Where they differ from those in the file, what is mounted gets them as well.',
      default: 'defaults',
      pattern: '^[^\\s,][^\\n]*$',
      examples: ['ro,noatime'],
    }),
    dump: t.Integer({ description: 'Fifth field of the entry.', default: 0, minimum: 0, maximum: 1 }),
    passno: t.Integer({
      description: 'When it is checked at boot: 1 first, 2 after it, 0 never.',
      default: 0,
      minimum: 0,
      maximum: 9,
    }),
    state: t.OneOf(['mounted', 'present', 'unmounted', 'absent', 'remounted'], {
      default: 'mounted',
      description:
        'Wanted state: `mounted` is an entry in the file, and mounted now; `present` the entry alone; `unmounted` not mounted now, whatever the file says; `absent` neither, the folder stays. `remounted` has its options read again each time, so it belongs in handlers.',
    }),
    file: t.Path({ description: 'The file with the entries.', default: '/etc/fstab' }),
  },
  { allOf: [WITH_SOURCE] },
);
export type MountParams = Static<typeof MountParams>;

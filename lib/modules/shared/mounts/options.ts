/** Options of which the kernel tells whether a mount has them, whatever it is a mount of. */
const FLAGS = ['nodev', 'noexec', 'nosuid', 'ro'] as const;
export type MountFlag = (typeof FLAGS)[number];

/** What else than its own name turns a flag on or off. */
const WORDS: Readonly<Record<string, Partial<Record<MountFlag, boolean>>>> = {
  rw: { ro: false },
  dev: { nodev: false },
  exec: { noexec: false },
  suid: { nosuid: false },
  user: { noexec: true, nosuid: true, nodev: true },
  users: { noexec: true, nosuid: true, nodev: true },
  owner: { nosuid: true, nodev: true },
  group: { nosuid: true, nodev: true },
};

/** Options that are for /etc/fstab alone: who may mount, and when. */
const OF_FSTAB =
  /^(defaults|auto|noauto|nofail|_netdev|user|users|nouser|owner|group|comment=.*|x-.*|pri=.*)$/;

/** What the options say of the flags; those of which they say nothing are left out. */
export function sayFlags(opts: string): ReadonlyMap<MountFlag, boolean> {
  const said = new Map<MountFlag, boolean>();
  for (const word of opts.split(',')) {
    const own = FLAGS.find((flag) => flag === word);
    if (own) said.set(own, true);
    for (const flag of FLAGS) {
      const on = WORDS[word]?.[flag];
      if (on !== undefined) said.set(flag, on);
    }
  }
  return said;
}

/** The flags of a mount that is made with these options. */
export function flagsOf(opts: string): readonly MountFlag[] {
  const said = sayFlags(opts);
  return FLAGS.filter((flag) => said.get(flag) === true);
}

/** The flags among what mountinfo says of a mount and of its file system. */
export function findFlags(words: readonly string[]): readonly MountFlag[] {
  return FLAGS.filter((flag) => words.includes(flag));
}

export function isBind(opts: string): boolean {
  return /(^|,)r?bind(,|$)/.test(opts);
}

/** What `mount` is told: without what is for /etc/fstab alone, the flags that such a word brings written out. */
export function optionsToMount(opts: string): string {
  const words = opts.split(',').filter((word) => word !== '' && !OF_FSTAB.test(word));
  return [...words.filter((word) => !isFlagWord(word)), ...flagsOf(opts)].join(',');
}

function isFlagWord(word: string): boolean {
  return word in WORDS || FLAGS.some((flag) => flag === word);
}

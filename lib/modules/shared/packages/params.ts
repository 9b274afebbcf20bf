import { t, type Static } from '../../../schema/build.ts';
import { Provides } from './provides.ts';

/** The params of the module `package`. */
export const PackageParams = t.Object({
  name: t.Words({ description: 'A package or a list of packages.', minItems: 1 }),
  state: t.OneOf(['present', 'absent', 'latest'], {
    default: 'present',
    description: 'Wanted state. `latest` also brings installed packages up to date.',
  }),
  recommends: t.Boolean({
    default: false,
    description: 'Whether to install also what the packages recommend. pacman knows no such thing.',
  }),
  update_cache_older_than: t.Optional(
    t.Integer({
      minimum: 0,
      description:
        'Brings the package lists first if they are older than so many seconds and there is something to ' +
        'install. Without it they are brought where there are none, they lack a package or the sources of apt are newer.',
    }),
  ),
  bundle: t.String({
    default: '',
    description:
      'A folder on this machine that `k3play bundle --packages` made, of Debian packages: packages that are missing come from it and ' +
      'not from the host\'s own sources. One without any packages is passed over, as is "".',
  }),
  provides: t.Optional(Provides),
});
export type PackageParams = Static<typeof PackageParams>;

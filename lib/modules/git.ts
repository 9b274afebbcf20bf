import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { readCheckout, type GitCheckout } from './shared/git-checkout.ts';
import { listSome, updateCheckout } from './shared/git-update.ts';
import { PlanFault, type Plan } from './step.ts';

const Params = t.Object(
  {
    repo: t.String({
      description: 'URL of the repository, or its path on the host. A password has no place in it.',
      pattern: '^(?![a-z+]+://[^/@]*:[^/@]*@)[^-\\s][^\\n]*$',
      refusal: 'is no URL or path, or has a password in it; "username" and "password" are for that',
      examples: ['https://example.org/app.git'],
    }),
    dest: t.Path({ description: 'Folder of the checkout on the host. Folders above it are made.' }),
    version: t.String({
      default: 'HEAD',
      description:
        'Branch, tag, whole name of a ref, or commit with all its 40 digits. "HEAD" is the branch that the repository has by default.',
      pattern: '^[^-\\s~^:?*\\[\\\\][^\\s~^:?*\\[\\\\]*$',
    }),
    update: t.Boolean({
      default: true,
      description: 'Whether a checkout that is there is brought to the version. Without, any will do.',
    }),
    force: t.Boolean({
      default: false,
      description:
        'Whether changes to files of the repository, and commits made on the host, are thrown away. Files that the repository does not know stay.',
    }),
    depth: t.Optional(
      t.Integer({ minimum: 1, description: 'How many commits of history to fetch. Default: all.' }),
    ),
    submodules: t.Boolean({ default: false, description: 'Whether submodules are checked out too.' }),
    username: t.Optional(t.String({ description: 'Who logs in, over https.', pattern: '^[^\\n]+$' })),
    password: t.Optional(
      t.Secret({ description: 'Password or token, over https. It is not kept on the host.' }),
    ),
    key_file: t.Optional(
      t.Path({
        description: 'Private key on the host to log in with, over SSH. Default: those of the user.',
      }),
    ),
    host_key: t.OneOf(['strict', 'accept-new'], {
      default: 'strict',
      description:
        'Whether a server that known_hosts does not name is refused, over SSH, or taken down there.',
    }),
  },
  {
    allOf: [
      { if: { required: ['password'] }, then: { required: ['username'] } },
      { if: { required: ['username'] }, then: { required: ['password'] } },
    ],
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  commit: t.String({ description: 'Commit that is checked out, 40 hex digits.' }),
  changed: t.Array(t.String({ description: 'Path of a file in the checkout.' }), {
    description: 'Files of the repository that are not as in the commit.',
  }),
});

export const git = defineModule({
  name: 'git',
  summary: 'Checks out a Git repository at a version.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'Check out a tag',
      params: { repo: 'https://example.org/app.git', dest: '/opt/app', version: 'v1.2.0', depth: 1 },
    },
    {
      title: 'Follow a branch by a deployment key',
      params: {
        repo: 'git@example.org:team/app.git',
        dest: '/opt/app',
        version: 'main',
        key_file: '/etc/app/deploy',
      },
    },
    {
      title: 'Log in by a token',
      params: {
        repo: 'https://example.org/team/app.git',
        dest: '/opt/app',
        version: 'main',
        username: 'deploy',
        password: '{{ git_token }}',
      },
    },
  ],
  reads: ({ params }) => ({ checkout: readCheckout(params) }),
  plan({ params, found: { checkout } }): Plan {
    const wrong = findPlaceFault(params, checkout) ?? findVersionFault(params, checkout);
    if (wrong) return wrong;
    if (isInSync(params, checkout)) return [];
    return findLoss(params, checkout) ?? [updateCheckout(params, checkout)];
  },
  output: ({ found: { checkout } }) => ({
    commit: checkout.kind === 'checkout' ? checkout.commit : new Unknown('it is not checked out yet'),
    changed: [...checkout.changed],
  }),
});

function isInSync({ repo, update, force }: Params, checkout: GitCheckout): boolean {
  const { kind, commit, url, changed, modules, remote } = checkout;
  if (kind !== 'checkout' || commit === '') return false;
  if (!update) return true;
  if (url !== repo || modules.length > 0 || (force && changed.length > 0)) return false;
  if (isUnknown(commit)) return true;
  return 'commit' in remote && remote.commit === commit;
}

function findPlaceFault({ dest }: Params, { kind }: GitCheckout): PlanFault | undefined {
  if (kind === 'file') return new PlanFault(`${dest} is a file on the host, not a folder`);
  if (kind !== 'folder') return undefined;
  return new PlanFault(`the folder ${dest} holds files, and is no checkout`, {
    hint: 'name a folder that is empty or not there yet',
  });
}

function findVersionFault({ repo, version }: Params, { remote }: GitCheckout): PlanFault | undefined {
  if (remote.kind === 'none') {
    return new PlanFault(`${repo} has no branch or tag ${version}`, {
      hint: 'a commit is named by all its 40 digits',
    });
  }
  if (remote.kind !== 'both') return undefined;
  return new PlanFault(`${repo} has a branch and a tag ${version}`, {
    hint: `version: refs/heads/${version} or refs/tags/${version}`,
  });
}

/** What would be lost on the way, and is not to be. */
function findLoss({ dest, force }: Params, { changed, own }: GitCheckout): PlanFault | undefined {
  if (force) return undefined;
  const hint = 'keep what is of use elsewhere; force: true throws it away';
  if (changed.length > 0) {
    return new PlanFault(`files in ${dest} were changed on the host: ${listSome(changed)}`, { hint });
  }
  if (own.length === 0) return undefined;
  return new PlanFault(`${dest} has commits that were made on the host: ${listSome(own)}`, { hint });
}

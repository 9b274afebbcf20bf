import { sh, type Script } from '../../connection/sh.ts';
import { isUnknown, Unknown } from '../../core/unknown.ts';
import { change, predict, run, type RunStep } from '../step.ts';
import { git, invokeGit, readCheckout, type GitCheckout, type GitSource } from './git-checkout.ts';
import type { PathState } from './path-state.ts';
import { readPath } from './path.ts';

export interface GitUpdate extends GitSource {
  readonly force: boolean;
  readonly depth?: number | undefined;
}

/** The step that brings a checkout to its version, from nothing too. Taken again where it was cut off, it goes on. */
export function updateCheckout(update: GitUpdate, found: GitCheckout): RunStep {
  const { dest, version } = update;
  const { script, stdin } = invokeGit(update, bringAbout(update, found));
  const { remote } = found;
  const commit = 'commit' in remote ? remote.commit : new Unknown('known once it is fetched');
  const to = isUnknown(commit) || commit === version ? version : `${version}, ${commit.slice(0, 12)}`;
  const after: GitCheckout = {
    ...found,
    kind: 'checkout',
    url: update.repo,
    commit,
    changed: [],
    own: [],
    modules: [],
    remote: update.update ? remote : { kind: 'unasked' },
  };
  const later = new Unknown('the user who makes it decides');
  const isNew = found.kind !== 'checkout' && found.kind !== 'empty';
  return run({
    change: change(`checkout ${dest}`, describeFound(update, found), to),
    script,
    stdin,
    timeoutMs: 1_800_000,
    predicts: [
      predict(readCheckout(update), after),
      ...(isNew
        ? [predict<PathState>(readPath(dest), { kind: 'directory', mode: later, owner: later, group: later })]
        : []),
    ],
    ...(isUnknown(commit) && found.commit !== '' && { certain: false }),
  });
}

function describeFound({ repo }: GitUpdate, { kind, commit, url, changed, modules }: GitCheckout): string {
  if (kind !== 'checkout') return kind === 'toolless' ? 'git is absent' : kind;
  if (commit === '' || isUnknown(commit)) return 'unfinished';
  const parts = [
    commit.slice(0, 12),
    ...(url === repo ? [] : [`from ${url === '' ? 'nowhere' : url}`]),
    ...(changed.length > 0 ? [`changed ${listSome(changed)}`] : []),
    ...(modules.length > 0 ? [`submodules ${listSome(modules)}`] : []),
  ];
  return parts.join(', ');
}

/** The first five, for messages. */
export function listSome(names: readonly string[]): string {
  const more = names.length - 5;
  return names.slice(0, 5).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function bringAbout(update: GitUpdate, { remote }: GitCheckout): Script {
  const { repo, dest, force, depth, submodules } = update;
  const shallow = depth === undefined ? [] : [`--depth=${depth}`];
  const branch = remote.kind === 'branch' ? remote.ref.slice('refs/heads/'.length) : undefined;
  const onto = branch === undefined ? ['--detach'] : ['-B', branch];
  const forced = force ? ['--force'] : [];
  const follow =
    branch === undefined
      ? sh`:`
      : sh`git -C "$d" config ${`branch.${branch}.remote`} origin && git -C "$d" config ${`branch.${branch}.merge`} ${`refs/heads/${branch}`}`;
  const modules = submodules
    ? sh`git -C "$d" submodule -q sync --recursive && ${git(update)} -C "$d" submodule -q update --init --recursive ${forced} ${shallow}`
    : sh`:`;
  return sh`d=${dest}
command -v git >/dev/null || { echo 'this needs git; install it on the host' >&2; exit 1; }
[ -e "$d/.git" ] || git init -q -- "$d" || exit 1
git -C "$d" config remote.origin.url ${repo} || exit 1
git -C "$d" config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*' || exit 1
${fetch(update, { remote, shallow })}
git -C "$d" checkout -q ${forced} ${onto} "$c" -- && git -C "$d" update-ref refs/k3play/version "$c" && ${follow} && ${modules}`;
}

/** Leaves the commit in `c`. A server that gives out no single commits gives all its branches. */
function fetch(
  update: GitUpdate,
  { remote, shallow }: { remote: GitCheckout['remote']; shallow: readonly string[] },
): Script {
  const all = sh`${git(update)} -C "$d" fetch -q --force origin '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*'`;
  if (remote.kind === 'commit') {
    const has = sh`git -C "$d" cat-file -e ${`${remote.commit}^{commit}`} 2>/dev/null`;
    return sh`${has} || ${git(update)} -C "$d" fetch -q ${shallow} origin ${remote.commit} 2>/dev/null || ${all} || exit 1
c=$(git -C "$d" rev-parse -q --verify ${`${remote.commit}^{commit}`}) || { echo ${`the repository has no commit ${remote.commit}`} >&2; exit 1; }`;
  }
  return sh`${git(update)} -C "$d" fetch -q --force ${shallow} origin ${findSpec(update, remote)} || exit 1
c=$(git -C "$d" rev-parse -q --verify 'FETCH_HEAD^{commit}') || exit 1`;
}

function findSpec({ version }: GitUpdate, remote: GitCheckout['remote']): string {
  if (remote.kind === 'branch')
    return `+${remote.ref}:refs/remotes/origin/${remote.ref.slice('refs/heads/'.length)}`;
  if (remote.kind === 'tag') return `+${remote.ref}:${remote.ref}`;
  return version;
}

import { sh, type Script } from '../../connection/sh.ts';
import type { Secret } from '../../core/secret.ts';
import type { Unknown } from '../../core/unknown.ts';
import { hostRead, type HostRead } from '../read.ts';
import { linesOf, unreadable } from './lines.ts';
import { buildInvocation, type Invocation } from './invocation.ts';

/** A repository, how to get in, and what is wanted of it. */
export interface GitSource {
  readonly repo: string;
  readonly dest: string;
  /** Branch, tag, whole name of a ref, or commit. */
  readonly version: string;
  readonly update: boolean;
  readonly submodules: boolean;
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
  /** Path on the host. */
  readonly key_file?: string | undefined;
  readonly host_key: 'strict' | 'accept-new';
}

/** What the repository has by the name of the version; "down" where it was not to be reached, "unasked" where it need not be. */
export type RemoteVersion =
  | { readonly kind: 'branch' | 'tag' | 'commit' | 'head'; readonly ref: string; readonly commit: string }
  | { readonly kind: 'both' | 'none' | 'unasked' }
  | { readonly kind: 'down'; readonly reason: string };

export interface GitCheckout {
  /** What is at the path; "toolless" where the host has no git to tell. */
  readonly kind: 'absent' | 'empty' | 'checkout' | 'file' | 'folder' | 'toolless';
  readonly url: string;
  /** "" where nothing is checked out yet. */
  readonly commit: string | Unknown;
  /** Tracked files that are not as in the commit. */
  readonly changed: readonly string[];
  /** Subjects of commits that came from no repository. */
  readonly own: readonly string[];
  /** Submodules that are missing or at another commit. */
  readonly modules: readonly string[];
  readonly remote: RemoteVersion;
}

const COMMIT = /^[0-9a-f]{40}$/;

/** A checkout of a repository on the host, and what the repository has. */
export function readCheckout(source: GitSource): HostRead<GitCheckout> {
  const { script, stdin, digest } = invokeGit(source, lookAt(source));
  return hostRead({
    key: `git:${source.dest}:${digest()}`,
    script,
    stdin,
    nature: 'text',
    staleAfter: 'any-step',
    timeoutMs: 120_000,
    parse(output) {
      const lines = linesOf(output);
      if (!lines.has('end')) throw unreadable(`the checkout ${source.dest}`, output);
      return {
        kind: lines.first('kind') as GitCheckout['kind'],
        url: lines.first('url'),
        commit: lines.first('commit'),
        changed: lines.all('changed').map((line) => unquote(line.slice(3))),
        own: lines.all('own'),
        modules: lines.all('module').map((line) => line.trim().split(' ')[1] ?? ''),
        remote: parseRemote(source.version, lines.all('remote'), lines.all('down')),
      };
    },
  });
}

/** Git takes no question, and no secret is in its arguments: a helper hands on what is in the environment. */
export function invokeGit(source: GitSource, script: Script): Invocation {
  const { username, password, key_file: key, host_key: hostKey } = source;
  const identity = key === undefined ? sh`` : sh` -o IdentitiesOnly=yes -i ${key}`;
  const known = hostKey === 'strict' ? 'yes' : 'accept-new';
  return buildInvocation(script.text, {
    env: {
      GIT_TERMINAL_PROMPT: '0',
      GIT_SSH_COMMAND: sh`ssh -o BatchMode=yes -o ${`StrictHostKeyChecking=${known}`}${identity}`.text,
      ...(username !== undefined && { K3PLAY_GIT_USERNAME: username }),
      ...(password !== undefined && { K3PLAY_GIT_PASSWORD: password }),
    },
  });
}

const HELPER =
  '!f() { [ "$1" = get ] || exit 0; printf "username=%s\\npassword=%s\\n" "$K3PLAY_GIT_USERNAME" "$K3PLAY_GIT_PASSWORD"; }; f';

/** `git`, with credentials for where the repository is, and for nowhere else. */
export function git({ repo, password }: GitSource): Script {
  const [origin] = /^https?:\/\/[^/]+/.exec(repo) ?? [];
  if (password === undefined || origin === undefined) return sh`git`;
  const where = origin.replace(/\/\/[^@]*@/, '//');
  return sh`git -c credential.helper= -c ${`credential.${where}.helper=${HELPER}`}`;
}

function lookAt(source: GitSource): Script {
  const { dest, submodules, update } = source;
  const modules = submodules
    ? sh`git -C "$d" submodule status --recursive | sed -n 's/^[-+U]/module /p'`
    : sh`:`;
  const ask = update ? askRemote(source) : sh`[ -n "$commit" ] || { ${askRemote(source)}; }`;
  return sh`d=${dest} commit=
if ! command -v git >/dev/null; then echo 'kind toolless'; echo 'end .'; exit; fi
if [ -e "$d/.git" ]; then
  echo 'kind checkout'
  git -C "$d" rev-parse --git-dir >/dev/null || exit 1
  printf 'url %s\n' "$(git -C "$d" config --get remote.origin.url)"
  if commit=$(git -C "$d" rev-parse -q --verify 'HEAD^{commit}'); then
    printf 'commit %s\n' "$commit"
    git --no-optional-locks -C "$d" -c core.quotePath=false status --porcelain --untracked-files=no --ignore-submodules | sed 's/^/changed /' || exit 1
    git -C "$d" log -n 5 --format='own %s' HEAD --not --remotes --tags --glob=refs/k3play || exit 1
    ${modules}
  fi
elif [ ! -e "$d" ]; then echo 'kind absent'
elif [ ! -d "$d" ]; then echo 'kind file'
elif [ -z "$(ls -A "$d")" ]; then echo 'kind empty'
else echo 'kind folder'
fi
${ask}
echo 'end .'`;
}

function askRemote(source: GitSource): Script {
  const { repo, version } = source;
  if (COMMIT.test(version)) return sh`:`;
  return sh`if answer=$(cd / && ${git(source)} ls-remote -- ${repo} ${version} ${`${version}^{}`} 2>&1); then
  printf '%s\n' "$answer" | sed 's/^/remote /'
else
  printf '%s\n' "$answer" | sed 's/^/down /'
fi`;
}

function parseRemote(version: string, lines: readonly string[], down: readonly string[]): RemoteVersion {
  if (COMMIT.test(version)) return { kind: 'commit', ref: version, commit: version };
  if (down.length > 0)
    return { kind: 'down', reason: down.find((line) => /fatal|error/i.test(line)) ?? down.join(' ') };
  if (lines.length === 0) return { kind: 'unasked' };
  const refs = new Map(lines.map((line) => line.split('\t').reverse() as [string, string]));
  const whole = (ref: string): string | undefined => refs.get(`${ref}^{}`) ?? refs.get(ref);
  const branch = version.startsWith('refs/') ? version : `refs/heads/${version}`;
  const tag = `refs/tags/${version}`;
  const [onBranch, onTag] = [whole(branch), whole(tag)];
  if (version === 'HEAD') return describe('head', version, whole(version));
  if (onBranch !== undefined && onTag !== undefined) return { kind: 'both' };
  if (onBranch !== undefined)
    return describe(branch.startsWith('refs/heads/') ? 'branch' : 'tag', branch, onBranch);
  return describe('tag', tag, onTag);
}

// The kind of a version, its ref and its commit belong together.
function describe(kind: 'branch' | 'tag' | 'head', ref: string, commit: string | undefined): RemoteVersion {
  return commit === undefined ? { kind: 'none' } : { kind, ref, commit };
}

/** Git puts names with blanks in quotes. */
function unquote(name: string): string {
  return /^"[^"\\]*"$/.test(name) ? name.slice(1, -1) : name;
}

import { posix } from 'node:path';
import { sh } from '../connection/sh.ts';
import type { UploadTarget } from '../connection/connection.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { hostRead, type HostRead } from './read.ts';
import { fetchUrl, HEADER_NAME, NO_TOOL } from './shared/fetching.ts';
import { describeFile, FileResult } from './shared/file-result.ts';
import { ownershipParams, settle } from './shared/ownership.ts';
import { planFile, readTarget } from './shared/place-file.ts';
import { findSum } from './shared/sums.ts';
import { PlanFault, type Plan, type RunStep, type Step } from './step.ts';

const HTTP = '^https?://[^\\s]+$';

const Params = t.Object(
  {
    url: t.String({ description: 'What to download, on the host itself.', pattern: HTTP }),
    dest: t.Path({ description: 'Path of the file on the host. Its folder must exist; a link is replaced.' }),
    sha256: t.Optional(
      t.String({ description: 'SHA-256 the file must have, 64 hex digits.', pattern: '^[0-9a-fA-F]{64}$' }),
    ),
    sums_url: t.Optional(
      t.String({
        description:
          'A list of sums as `sha256sum` prints them, instead of `sha256`. It is asked for each time, in check mode too, and nothing is changed by that.',
        pattern: HTTP,
      }),
    ),
    name: t.Optional(
      t.String({ description: 'Name of the file in the list of sums. Default is the last part of `url`.' }),
    ),
    mode: t.Optional(t.Mode({ description: 'Mode, such as "0755". A new file gets "0644" without it.' })),
    ...ownershipParams,
    headers: t.Map(t.ScriptText({ description: 'Value of the header.' }), {
      description: 'Headers of the requests; they need curl on the host.',
      default: {},
      propertyNames: { pattern: HEADER_NAME },
    }),
  },
  { exactlyOne: ['sha256', 'sums_url'] },
);
type Params = Static<typeof Params>;

export const download = defineModule({
  name: 'download',
  summary: 'Downloads a file on the host, checked by its SHA-256.',
  params: Params,
  result: FileResult,
  examples: [
    {
      title: 'Install a program by its sum',
      params: {
        url: 'https://example.org/tool-1.2.0',
        dest: '/usr/local/bin/tool',
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        mode: '0755',
      },
    },
    {
      title: 'Install K3s by the list of sums of its release',
      params: {
        url: 'https://github.com/k3s-io/k3s/releases/download/v1.33.5+k3s1/k3s',
        sums_url: 'https://github.com/k3s-io/k3s/releases/download/v1.33.5+k3s1/sha256sum-amd64.txt',
        dest: '/usr/local/bin/k3s',
        mode: '0755',
      },
    },
  ],
  reads: ({ params }) => ({
    ...readTarget(params.dest),
    ...(params.sums_url !== undefined && { sums: readSums(params.sums_url, params) }),
  }),
  plan({ params, found }) {
    const sum = params.sha256?.toLowerCase() ?? (found.sums ? findListed(params, found.sums) : '');
    if (typeof sum !== 'string') return sum;
    const { url, dest, mode, owner, group } = params;
    const content = { path: url, size: new Unknown('it is not downloaded yet'), sha256: sum };
    return downloadInstead(planFile({ path: dest, content, mode, owner, group }, found), { params, sum });
  },
  output: ({ params, found }) => describeFile(params.dest, found.file),
});

type Sums = { readonly text: string } | { readonly failed: string } | { readonly needs: string };

function readSums(url: string, { headers }: Params): HostRead<Sums> {
  const { script, stdin } = fetchUrl(url, { headers, to: 'stdout', checked: false });
  return hostRead({
    key: `sums:${url}`,
    staleAfter: 'any-step',
    script,
    stdin,
    parse({ code, stdout, stderr }) {
      if (code === 0) return { text: stdout.toString('utf8') };
      const reason = stderr.toString('utf8').trim() || `exit code ${code}`;
      return code === NO_TOOL ? { needs: reason } : { failed: reason };
    },
  });
}

function findListed({ url, name, ...rest }: Params, sums: Sums): string | PlanFault | Unknown {
  const list = rest.sums_url ?? '';
  if ('needs' in sums) return new Unknown(`${list} cannot be read: ${sums.needs}`);
  if ('failed' in sums) return new PlanFault(`cannot download ${list} on the host: ${sums.failed}`);
  const wanted = name ?? decodeURIComponent(posix.basename(new URL(url).pathname));
  const sum = findSum(sums.text, wanted);
  if (sum !== undefined) return sum;
  return new PlanFault(`${list} lists no sum of "${wanted}"`, {
    hint: '"name" says how the list calls the file',
  });
}

interface DownloadOptions {
  readonly params: Params;
  readonly sum: string;
}

/** A plan to upload, with the download in the place of the upload. */
function downloadInstead(plan: Plan, options: DownloadOptions): Plan {
  if (plan instanceof PlanFault || isUnknown(plan)) return plan;
  return plan.map((step: Step) => {
    if (step.kind !== 'put') return step;
    const { change, predicts, certain } = step;
    return { ...fetchFile(step.target, options), change, predicts, certain } satisfies RunStep;
  });
}

/** Downloaded beside its target, checked, then renamed over it. What a run that was cut short left behind goes. */
function fetchFile(target: UploadTarget, { params, sum }: DownloadOptions): Omit<RunStep, 'change'> {
  const { path, mode, owner, group } = target;
  const fetching = fetchUrl(params.url, { headers: params.headers, to: 'file', checked: true });
  const beside = posix.join(posix.dirname(path), `.${posix.basename(path)}.k3play-`);
  const script = sh`rm -f -- ${beside}??????
t=$(umask 077 && mktemp ${beside}XXXXXX) || exit 1
trap 'rm -f -- "$t"' EXIT
trap 'exit 1' HUP INT TERM
${fetching.script} || exit $?
s=$(sha256sum <"$t") || exit 1
case $s in
${sum}*) ;;
*) echo ${`what ${params.url} gives has another sum than ${sum}:`} "$s" >&2; exit 1 ;;
esac
: ${settle({ mode, owner, group }, sh.raw('"$t"'))} && { sync -- "$t" 2>/dev/null || sync; } && mv -f -- "$t" ${path}`;
  return { kind: 'run', script, stdin: fetching.stdin };
}

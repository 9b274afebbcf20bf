import { hashBytes } from '../core/hash.ts';
import { Secret } from '../core/secret.ts';
import { isUnknown, Unknown } from '../core/unknown.ts';
import { t, type Text } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { hostRead, type HostRead } from './read.ts';
import { sh } from '../connection/sh.ts';
import { decodeText } from './shared/file-content.ts';
import { unreadable } from './shared/lines.ts';
import { CONTENT_LIMIT, type PathState } from './shared/path-state.ts';
import { normalizePath, readPath } from './shared/path.ts';
import { findSource } from './shared/source-file.ts';
import { PlanFault } from './step.ts';

const Params = t.Object({
  src: t.Path({ description: 'A file of the host; not a link to one.' }),
  encoding: t.OneOf(['text', 'base64'], {
    default: 'text',
    description: '`text` is for UTF-8 text alone; `base64` takes anything.',
  }),
  secret: t.Boolean({
    default: false,
    description: 'Whether the content is a secret, which is shown nowhere and stays one wherever it is used.',
  }),
  limit: t.Integer({
    default: CONTENT_LIMIT,
    minimum: 1,
    maximum: 1_048_576,
    description: 'Most bytes that the file may have.',
  }),
});

const Result = t.Object({
  path: t.String({ description: 'Path of the file.' }),
  content: t.Text({ description: 'What is in it.' }),
  encoding: t.OneOf(['text', 'base64'], { description: 'How `content` is written.' }),
  size: t.Integer({ description: 'Size in bytes.' }),
  sha256: t.String({ description: 'SHA-256 of the content, lower-case hex.' }),
});

type Reads = {
  readonly file: HostRead<PathState>;
  /** Only where the first read may not bring it. */
  readonly large?: HostRead<Buffer>;
};

export const slurp = defineModule({
  name: 'slurp',
  summary: 'Reads a file of the host into a result.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    { title: 'Read a file', params: { src: '/etc/machine-id' } },
    {
      title: 'Read a key for another host',
      params: { src: '/etc/app/key.der', encoding: 'base64', secret: true },
    },
  ],
  reads: ({ params: { src, limit } }): Reads => ({
    file: readPath(src),
    ...(limit > CONTENT_LIMIT && { large: readLarge(src, limit) }),
  }),
  plan({ params: { src, encoding, limit }, found }) {
    const source = findSource(src, found.file);
    if (source instanceof PlanFault || isUnknown(source)) return source;
    if (!isUnknown(source.size) && source.size > limit) {
      return new PlanFault(`${src} has ${source.size} bytes, more than the ${limit} of "limit"`, {
        hint: 'fetch brings large files to this machine',
      });
    }
    const bytes = bytesIn(src, found);
    if (encoding === 'text' && Buffer.isBuffer(bytes) && decodeText(bytes) === undefined) {
      return new PlanFault(`${src} is not UTF-8 text`, { hint: 'encoding: base64 takes anything' });
    }
    return [];
  },
  output({ params: { src, encoding, secret }, found }) {
    const { file } = found;
    const why = new Unknown(`${src} is not a file yet`);
    return {
      path: src,
      content: encode(bytesIn(src, found), { encoding, secret }),
      encoding,
      size: file.kind === 'file' ? file.size : why,
      sha256: file.kind === 'file' ? (file.sha256 ?? why) : why,
    };
  },
});

/** What `readPath` leaves out for its size. The keys differ by limit, as the answers do. */
function readLarge(path: string, limit: number): HostRead<Buffer> {
  const plain = normalizePath(path);
  return hostRead({
    key: `content:${limit}:${plain}`,
    script: sh`p=${plain}
if [ -f "$p" ] && [ ! -L "$p" ] && [ -r "$p" ]; then
  s=$(stat -c %s "$p") || exit
  if [ "$s" -gt ${CONTENT_LIMIT} ] && [ "$s" -le ${limit} ]; then cat "$p"; fi
fi`,
    parse(output) {
      if (output.code !== 0 || output.truncated) throw unreadable(path, output);
      return Buffer.from(output.stdout);
    },
  });
}

/** In check mode the file may be another than the one that was read whole. */
function bytesIn(
  path: string,
  { file, large }: { readonly file: PathState; readonly large?: Buffer },
): Buffer | Unknown {
  if (file.kind !== 'file') return new Unknown(`${path} is not a file yet`);
  const { content, sha256 } = file;
  if (content !== undefined) return content;
  if (large && hashBytes(large) === sha256) return large;
  return isUnknown(sha256) ? sha256 : new Unknown(`${path} is read when it is needed`);
}

function encode(
  bytes: Buffer | Unknown,
  { encoding, secret }: { readonly encoding: 'text' | 'base64'; readonly secret: boolean },
): Text {
  if (isUnknown(bytes)) return bytes;
  const text = encoding === 'text' ? bytes.toString('utf8') : bytes.toString('base64');
  return secret ? new Secret(text) : text;
}

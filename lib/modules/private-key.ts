import { sh, type Script } from '../connection/sh.ts';
import { Unknown } from '../core/unknown.ts';
import { t, type Static } from '../schema/build.ts';
import { defineModule } from './define.ts';
import { ownershipParams, planOwnership, predictOwnership, settle } from './shared/ownership.ts';
import type { FilePath, Ownership, PathState } from './shared/path-state.ts';
import { foldersAbove, normalizePath, readPath } from './shared/path.ts';
import { findMissingFolder } from './shared/place-file.ts';
import { readKey, type KeyState, type PresentKey } from './shared/private-key.ts';
import { change, PlanFault, predict, run, type Plan, type RunStep } from './step.ts';

const Params = t.Object(
  {
    path: t.Path({ description: 'Path of the key on the host. Its folder must exist.' }),
    type: t.OneOf(['ecdsa', 'ed25519', 'rsa'], { default: 'ecdsa', description: 'Kind of the key.' }),
    bits: t.Optional(
      t.Integer({ minimum: 2048, maximum: 16_384, description: 'Length of an RSA key. Default: 3072.' }),
    ),
    curve: t.Optional(
      t.OneOf(['P-256', 'P-384', 'P-521'], { description: 'Curve of an ECDSA key. Default: P-256.' }),
    ),
    replace: t.Boolean({
      default: false,
      description:
        'Whether a key of another kind, or what is no key, gives way to a new key. What was made with the old one is worth nothing then.',
    }),
    mode: t.Mode({ default: '0600', description: 'Mode, such as "0600".' }),
    ...ownershipParams,
  },
  {
    allOf: [
      { if: { required: ['bits'] }, then: { properties: { type: { const: 'rsa' } }, required: ['type'] } },
      { if: { required: ['curve'] }, then: { properties: { type: { const: 'ecdsa' } } } },
    ],
  },
);
type Params = Static<typeof Params>;

const Result = t.Object({
  path: t.String({ description: 'Path of the key on the host.' }),
  public_key: t.String({ description: 'Its public half, as PEM.' }),
});

export const privateKey = defineModule({
  name: 'private-key',
  summary: 'Makes a private key on the host, which it never leaves.',
  withoutFacts: true,
  params: Params,
  result: Result,
  examples: [
    {
      title: 'A key for a web server',
      params: { path: '/etc/ssl/private/web.key', group: 'www-data', mode: '0640' },
    },
    { title: 'An RSA key', params: { path: '/etc/ssl/private/old.key', type: 'rsa', bits: 4096 } },
  ],
  reads: ({ params }) => ({
    key: readKey(params.path),
    folder: readPath(foldersAbove(params.path)[0] ?? '/'),
  }),
  plan({ params, found: { key, folder } }): Plan {
    const { path } = params;
    switch (key.kind) {
      case 'absent':
        return findMissingFolder(path, folder) ?? [makeKey(params, key)];
      case 'toolless':
        return new PlanFault(`${path} cannot be looked at without openssl`, {
          hint: 'install it on the host',
        });
      case 'broken':
        if (params.replace) return [makeKey(params, key)];
        return new PlanFault(`${path} is no private key that can be read: ${key.reason}`, {
          hint: 'replace: true puts a new one in its place',
        });
      case 'key':
        if (key.type === typeOf(params)) return settleKey(params, key);
        if (params.replace) return [makeKey(params, key)];
        return new PlanFault(`${path} is a key of another kind: ${key.type}, not ${typeOf(params)}`, {
          hint: 'replace: true puts a new one in its place',
        });
    }
  },
  output: ({ params, found: { key } }) => ({
    path: params.path,
    public_key: key.kind === 'key' ? key.publicKey : LATER,
  }),
});

const LATER = new Unknown('known once the key is made');
const FILE = { kind: 'file', size: LATER, sha256: LATER, content: LATER } as const;

/** As `readKey` names it. */
function typeOf({ type, bits = 3072, curve = 'P-256' }: Params): string {
  if (type === 'rsa') return `rsa ${bits}`;
  return type === 'ecdsa' ? `ecdsa ${curve}` : type;
}

function algorithmOf({ type, bits = 3072, curve = 'P-256' }: Params): Script {
  if (type === 'rsa') return sh`RSA -pkeyopt ${`rsa_keygen_bits:${bits}`}`;
  if (type === 'ed25519') return sh`ED25519`;
  return sh`EC -pkeyopt ${`ec_paramgen_curve:${curve}`} -pkeyopt ec_param_enc:named_curve`;
}

/** Made beside its place, so that there is never half a key, or one that others may read. */
function makeKey(params: Params, before: KeyState): RunStep {
  const { path } = params;
  const beside = `${normalizePath(path)}.k3play-new`;
  const ownership = predictOwnership(params, undefined);
  const from = before.kind === 'key' ? before.type : before.kind === 'absent' ? 'absent' : 'no key';
  return run({
    change: change(`private key ${path}`, from, typeOf(params)),
    script: sh`command -v openssl >/dev/null || { echo 'this needs openssl; install it on the host' >&2; exit 1; }
t=${beside}
umask 077 && rm -f -- "$t" && openssl genpkey -algorithm ${algorithmOf(params)} -out "$t" 2>/dev/null${settle(params, sh.raw('"$t"'))} && { sync "$t" 2>/dev/null || sync; } && mv -f -- "$t" ${path} || { rm -f -- "$t"; exit 1; }`,
    predicts: [
      predict<KeyState>(readKey(path), { kind: 'key', type: typeOf(params), publicKey: LATER, ...ownership }),
      predict<PathState>(readPath(path), { ...FILE, ...ownership }),
    ],
  });
}

function settleKey(params: Params, key: PresentKey): RunStep[] {
  const { path } = params;
  const withOwnership = (ownership: Ownership): FilePath => ({ ...FILE, ...ownership });
  return planOwnership(params, { path, state: key, withOwnership }).map((step) => {
    const { kind, size, sha256, content, ...ownership } = step.predicts?.[0]?.answer as FilePath;
    const file = predict<PathState>(readPath(path), { kind, size, sha256, content, ...ownership });
    return { ...step, predicts: [file, predict<KeyState>(readKey(path), { ...key, ...ownership })] };
  });
}

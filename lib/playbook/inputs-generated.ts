import { Secret } from '../core/secret.ts';
import type { Inventory } from '../inventory/model.ts';
import type { TSchema } from '../schema/build.ts';
import { isPlainMap } from '../schema/examine.ts';
import type { SchemaIssue, SchemaValidator, ValuePath } from '../schema/validate.ts';
import type { Certificates } from '../secrets/certificates.ts';
import type { GeneratedSecrets } from '../secrets/generated.ts';
import { namesOfGroup } from './certificate-names.ts';
import { isPathOfContent, readContent } from './inputs-file-content.ts';
import type { CertificatesWish, InputNode, TextWish } from './inputs-node.ts';

export interface GenerateContext {
  readonly generated: Pick<GeneratedSecrets, 'get' | 'certificates'>;
  readonly inventory: Inventory;
  readonly validator: SchemaValidator;
}

export interface Filled {
  readonly value: unknown;
  readonly issues: readonly SchemaIssue[];
}

const DNS_NAME = '^(\\*\\.)?[A-Za-z0-9_]([\\w-]*\\w)?(\\.[A-Za-z0-9_]([\\w-]*\\w)?)*$';

/** How certificates are asked for, besides by the word `generate`. */
const ASKED: TSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    generate: {
      type: 'object',
      additionalProperties: false,
      properties: {
        names: {
          type: 'array',
          default: [],
          items: {
            anyOf: [
              { type: 'string', pattern: DNS_NAME },
              { type: 'string', format: 'ip' },
            ],
          },
        },
      },
    },
  },
};

/** A copy with what the schema wants generated, or read from files; never inside what is not there. */
export function fillGenerated(
  value: unknown,
  { properties }: InputNode,
  { path, ...context }: GenerateContext & { readonly path: readonly string[] },
): Filled {
  if (!isPlainMap(value) || !properties) return { value, issues: [] };
  const copy: Record<string, unknown> = { ...value };
  const issues: SchemaIssue[] = [];
  for (const [name, node] of Object.entries(properties)) {
    const place = [...path, name];
    const filled = fillOne(copy[name], node, { ...context, path: place, beside: value });
    if (filled.value !== undefined) copy[name] = filled.value;
    issues.push(...filled.issues);
  }
  return { value: copy, issues };
}

interface OneContext extends GenerateContext {
  readonly path: readonly string[];
  /** The map that the value is in. */
  readonly beside: Readonly<Record<string, unknown>>;
}

function fillOne(value: unknown, node: InputNode, { beside, ...context }: OneContext): Filled {
  const { generate } = node;
  if (generate && 'certificates' in generate) {
    return isAsked(value)
      ? fillCertificates(value, generate.certificates, context)
      : fillGenerated(value, node, context);
  }
  if (generate && isWanted(value, generate, beside)) {
    return { value: context.generated.get(context.path.join('.'), generate.length), issues: [] };
  }
  if (node.fileContent && isPathOfContent(value)) return readContent(value, context.path);
  return fillGenerated(value, node, context);
}

function isWanted(
  value: unknown,
  { asked = false, unless }: TextWish,
  beside: Readonly<Record<string, unknown>>,
): boolean {
  if (unless !== undefined && beside[unless] !== undefined && beside[unless] !== null) return false;
  return asked ? isAsked(value) : value === undefined || value === null;
}

/** `generate`, or `{ generate: { names: […] } }`. */
function isAsked(value: unknown): boolean {
  const text = value instanceof Secret ? value.reveal() : value;
  return text === 'generate' || (isPlainMap(value) && Object.hasOwn(value, 'generate'));
}

function fillCertificates(
  value: unknown,
  { group, client = 'client' }: CertificatesWish,
  { path, inventory, validator, generated }: GenerateContext & { readonly path: ValuePath },
): Filled {
  const asked = isPlainMap(value) ? value : { generate: {} };
  const checked = validator.validate(ASKED, asked);
  if (checked.issues.length > 0) {
    return { value, issues: checked.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })) };
  }
  const extra = (checked.value as { readonly generate: { readonly names: readonly string[] } }).generate
    .names;
  const names = [...namesOfGroup(group, inventory), ...extra];
  if (names.length === 0) {
    const hint = `put the hosts into the group, or write { generate: { names: […] } }`;
    const message = `cannot be made: no host is in the group "${group}"`;
    return { value, issues: [{ path, message, hint }] };
  }
  const request = { names: [...names, 'localhost', '127.0.0.1', '::1'], server: group, client };
  const made: Certificates | undefined = generated.certificates(path.join('.'), request);
  if (made) return { value: { ...made }, issues: [] };
  const hint = 'write it once, in the vars of the inventory';
  return { value, issues: [{ path, message: 'must ask for the same names on all hosts', hint }] };
}

import type { Row } from '../datastore.ts';

/** What etcd's JSON gateway answers: bytes in base64, 64-bit numbers as text, and nothing for zero and false. */
export interface RangeReply {
  readonly header: { readonly revision: string };
  readonly kvs?: readonly KeyValue[];
}

export interface TxnReply {
  readonly header: { readonly revision: string };
  readonly succeeded?: boolean;
  readonly responses?: readonly { readonly response_range?: RangeReply }[];
}

export interface KeyValue {
  readonly key: string;
  readonly mod_revision: string;
  readonly value?: string;
}

export function encodeKey(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** All keys that begin so: up to the first that does not, which is the prefix with its last byte one greater. */
export function encodeRange(prefix: string): { readonly key: string; readonly range_end: string } {
  const end = Buffer.from(prefix);
  end.writeUInt8(end.readUInt8(end.length - 1) + 1, end.length - 1);
  return { key: encodeKey(prefix), range_end: end.toString('base64') };
}

export function decodeRow({ key, mod_revision: revision, value = '' }: KeyValue): Row {
  return { name: decode(key), revision: Number(revision), value: decode(value) };
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

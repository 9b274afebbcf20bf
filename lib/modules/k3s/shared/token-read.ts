import { sh } from '../../../connection/sh.ts';
import { Secret } from '../../../core/secret.ts';
import { hostRead, textOf, type HostRead } from '../../read.ts';
import { unreadable } from '../../shared/lines.ts';
import { DATA_DIR } from './data-dir.ts';

/** A server's token file. */
export interface TokenState {
  readonly token: Secret | null;
}

/** Where a server keeps the token, unless its data-dir is another. */
export const TOKEN_PATH = `${DATA_DIR}/server/token`;

export function readToken(path: string): HostRead<TokenState> {
  return hostRead({
    key: `k3s-token:${path}`,
    script: sh`if [ -e ${path} ]; then cat ${path}; else echo; fi`,
    parse(output) {
      if (output.code !== 0) throw unreadable(`the token ${path}`, output);
      const text = textOf(output).trim();
      return { token: text === '' ? null : new Secret(text) };
    },
  });
}

/** `K10<hash of the CA>::server:<password>`, or the password alone. */
export function parseToken(token: string): { readonly caHash: string; readonly password: string } {
  const [, caHash = '', rest = token] = /^K10([0-9a-f]{64})::(.*)$/s.exec(token) ?? [];
  const colon = rest.indexOf(':');
  return { caHash, password: colon < 0 ? rest : rest.slice(colon + 1) };
}

import type { HostRead } from '../../read.ts';
import type { Asked } from '../asked.ts';
import type { TlsFiles } from '../endpoint.ts';
import { askEtcd } from './gateway.ts';

export interface Member {
  /** In decimal digits, as the gateway has it; "" of one that is to be added. */
  readonly id: string;
  /** "" until it has started once. */
  readonly name: string;
  readonly peerUrls: readonly string[];
}

export interface Members {
  readonly members: readonly Member[];
}

export function readMembers(url: string, files: TlsFiles): HostRead<Asked<Members>> {
  return askEtcd({
    key: 'etcd-members',
    what: 'the members of etcd',
    urls: [url],
    files,
    path: '/v3/cluster/member/list',
    body: {},
    parse(json) {
      const { members = [] } = json as { readonly members?: readonly RawMember[] };
      return {
        members: members.map(({ ID: id = '', name = '', peerURLs = [] }) => ({
          id,
          name,
          peerUrls: peerURLs,
        })),
      };
    },
  });
}

interface RawMember {
  readonly ID?: string;
  readonly name?: string;
  readonly peerURLs?: readonly string[];
}

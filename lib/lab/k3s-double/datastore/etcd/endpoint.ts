import type { DatastoreSettings } from '../../flags/settings.ts';
import { readTlsFiles, type TlsFiles } from '../tls-files.ts';

export interface EtcdEndpoint {
  /** Each of one member, such as `https://10.0.0.1:2379`. */
  readonly urls: readonly string[];
  readonly tls: TlsFiles;
}

/** Reads `https://H1:2379,https://H2:2379`: commas part members, and nothing else is allowed between them. */
export function parseEtcdEndpoint(settings: DatastoreSettings): EtcdEndpoint {
  return {
    urls: settings.endpoint.split(',').map(parseMember),
    tls: readTlsFiles(settings) ?? {},
  };
}

function parseMember(member: string): string {
  const refusal = `parse ${JSON.stringify(member)}: not the URL of an etcd member`;
  if (!/^https?:\/\/[^\s/]+\/?$/.test(member)) throw new Error(refusal);
  try {
    return new URL(member).origin;
  } catch (error) {
    throw new Error(refusal, { cause: error });
  }
}

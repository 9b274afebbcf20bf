import type { Diagnostic } from '../../../core/diagnostic.ts';
import { DiagnosticsError } from '../../../core/diagnostic.ts';
import { isPlainMap } from '../../../schema/examine.ts';
import { parseDocument } from '../../../source/document.ts';
import { readNamedDocument, type NamedDocument, type NamedEntries } from '../../../source/named-entries.ts';

const LISTS = ['clusters', 'contexts', 'users'];

/** The user's own kubeconfig, or what is wrong with it. */
export function readKubeconfig(text: string, file: string): NamedDocument | Diagnostic {
  return readNamedDocument(text, { file, lists: LISTS });
}

/** Whether the kubeconfig has anything under the name. */
export function knows(kubeconfig: NamedDocument, name: string): boolean {
  return LISTS.some((list) => kubeconfig.has(list, name));
}

/**
 * What a server's kubeconfig, which has one cluster and one user, adds to that of a user under one name.
 * Undefined where it is no such kubeconfig. The user's current context stays, if there is one.
 */
export function partsOf(
  text: string,
  { name, server }: { readonly name: string; readonly server: string },
): NamedEntries | undefined {
  const value = parse(text);
  const cluster = firstOf(value, 'clusters', 'cluster');
  const user = firstOf(value, 'users', 'user');
  if (!cluster || !user) return undefined;
  return {
    lists: {
      clusters: { cluster: { ...cluster, server }, name },
      contexts: { context: { cluster: name, user: name }, name },
      users: { name, user },
    },
    defaults: { apiVersion: 'v1', kind: 'Config', 'current-context': name },
  };
}

function parse(text: string): unknown {
  try {
    return parseDocument(text, 'kubeconfig').value;
  } catch (error) {
    if (error instanceof DiagnosticsError) return undefined;
    throw error;
  }
}

function firstOf(value: unknown, list: string, part: string): Readonly<Record<string, unknown>> | undefined {
  const entries = isPlainMap(value) ? value[list] : undefined;
  const entry: unknown = Array.isArray(entries) ? entries[0] : undefined;
  const held = isPlainMap(entry) ? entry[part] : undefined;
  return isPlainMap(held) ? held : undefined;
}

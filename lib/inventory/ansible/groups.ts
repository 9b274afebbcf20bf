import { hintNearest } from '../../core/nearest.ts';
import { isPlainMap } from '../../schema/examine.ts';
import type { SourceDocument } from '../../source/document.ts';
import type { Path } from '../../source/positions.ts';
import type { SourceReading } from '../part.ts';
import { expandRange } from './ranges.ts';
import { Translation } from './translation.ts';

/**
 * An inventory of Ansible's in YAML, where hosts and children are maps, or as programs print it in JSON, where
 * they are lists and variables of hosts stand in `_meta.hostvars`.
 */
export function translateGroups(document: SourceDocument): SourceReading {
  const reader = new GroupReader(document);
  return reader.read();
}

const GROUP_KEYS: ReadonlySet<string> = new Set(['hosts', 'children', 'vars']);

class GroupReader {
  readonly #document: SourceDocument;
  readonly #translation: Translation;

  constructor(document: SourceDocument) {
    this.#document = document;
    this.#translation = new Translation(document.file);
  }

  read(): SourceReading {
    const { value } = this.#document;
    const groups = isPlainMap(value) ? value : {};
    for (const [name, group] of Object.entries(groups))
      if (name !== '_meta') this.#readGroup(name, group, [name]);
    const meta = groups['_meta'];
    const hostvars = isPlainMap(meta) ? meta['hostvars'] : undefined;
    for (const [host, vars] of Object.entries(isPlainMap(hostvars) ? hostvars : {}))
      this.#readHost('all', host, { vars, path: ['_meta', 'hostvars', host] });
    return this.#translation.finish();
  }

  #readGroup(name: string, group: unknown, path: Path): void {
    const origin = this.#at(path);
    this.#translation.addGroup(name, origin);
    if (group === null || group === undefined) return;
    if (Array.isArray(group)) {
      this.#readHosts(name, group, path);
      return;
    }
    if (!isPlainMap(group)) {
      this.#translation.fault(`the group "${name}" is no map`, origin, 'it has hosts, children and vars');
      return;
    }
    for (const key of Object.keys(group).filter((key) => !GROUP_KEYS.has(key))) {
      const hint = hintNearest(key, GROUP_KEYS) ?? 'a group has hosts, children and vars';
      this.#translation.warn(`"${key}" of the group "${name}" means nothing`, this.#at([...path, key]), hint);
    }
    this.#readHosts(name, group['hosts'], [...path, 'hosts']);
    this.#readChildren(name, group['children'], [...path, 'children']);
    this.#readVars(this.#translation.pathOf(name, origin), group['vars'], [...path, 'vars']);
  }

  #readHosts(group: string, hosts: unknown, path: Path): void {
    if (hosts === null || hosts === undefined) return;
    if (isPlainMap(hosts)) {
      for (const [host, vars] of Object.entries(hosts))
        this.#readHost(group, host, { vars, path: [...path, host] });
    } else if (Array.isArray(hosts)) {
      for (const [index, host] of hosts.entries())
        this.#readHost(group, String(host), { vars: undefined, path: [...path, index] });
    } else if (typeof hosts === 'string') this.#readHost(group, hosts, { vars: undefined, path });
    else
      this.#translation.fault(
        `"hosts" of the group "${group}" is no map`,
        this.#at(path),
        'write each host as a key',
      );
  }

  #readHost(
    group: string,
    pattern: string,
    { vars, path }: { readonly vars: unknown; readonly path: Path },
  ): void {
    const origin = this.#at(path);
    const names = expandRange(pattern);
    if (typeof names === 'string') {
      this.#translation.fault(names, origin, 'write a range as web[01:20]');
      return;
    }
    for (const name of names) this.#readVars(this.#translation.addHost(group, name, origin), vars, path);
  }

  #readChildren(group: string, children: unknown, path: Path): void {
    if (children === null || children === undefined) return;
    if (isPlainMap(children)) {
      for (const [child, content] of Object.entries(children)) {
        this.#readGroup(child, content, [...path, child]);
        this.#translation.addChild(group, child, this.#at([...path, child]));
      }
    } else if (Array.isArray(children)) {
      // Of a list, each is a group of its own at the top; one that is not is an empty one.
      for (const [index, child] of children.entries()) {
        this.#translation.addGroup(String(child), this.#at([...path, index]));
        this.#translation.addChild(group, String(child), this.#at([...path, index]));
      }
    } else {
      const hint = 'write each child as a key, with nothing behind it or what it holds';
      this.#translation.fault(`"children" of the group "${group}" is no map`, this.#at(path), hint);
    }
  }

  #readVars(at: Path, vars: unknown, path: Path): void {
    if (vars === null || vars === undefined) return;
    if (isPlainMap(vars)) this.#translation.addVars(at, vars, this.#at(path));
    else this.#translation.fault('variables are a map of names to values', this.#at(path));
  }

  #at(path: Path): { readonly document: SourceDocument; readonly path: Path } {
    return { document: this.#document, path };
  }
}

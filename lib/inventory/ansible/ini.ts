import { DiagnosticsError, fault, type Diagnostic, type Span } from '../../core/diagnostic.ts';
import { hintNearest } from '../../core/nearest.ts';
import type { SourceReading } from '../part.ts';
import { readHostLine } from './host-line.ts';
import { readLiteral } from './literal.ts';
import { expandRange } from './ranges.ts';
import { Translation, type Origin } from './translation.ts';

/** An inventory of Ansible's in INI. Throws DiagnosticsError with every line that is wrong. */
export function translateIni(text: string, file: string): SourceReading {
  const reader = new IniReader(file);
  for (const [index, line] of text.split('\n').entries()) reader.readLine(line.replace(/\r$/, ''), index + 1);
  return reader.finish();
}

interface Section {
  readonly group: string;
  readonly holds: 'hosts' | 'children' | 'vars';
}

/** A name that has to be that of a group by the end of the file. */
interface Mentioned {
  readonly name: string;
  readonly span: Span;
}

class IniReader {
  readonly #file: string;
  readonly #translation: Translation;
  readonly #faults: Diagnostic[] = [];
  readonly #groups = new Set(['all', 'ungrouped']);
  readonly #mentioned: Mentioned[] = [];
  #section: Section = { group: 'ungrouped', holds: 'hosts' };

  constructor(file: string) {
    this.#file = file;
    this.#translation = new Translation(file);
  }

  readLine(line: string, number: number): void {
    const start = line.length - line.trimStart().length;
    const text = line.trim();
    if (text === '' || text.startsWith('#') || text.startsWith(';')) return;
    const spanOf = (offset: number): Span => ({ file: this.#file, line: number, column: start + offset + 1 });
    if (text.startsWith('[')) this.#openSection(text, spanOf);
    else if (this.#section.holds === 'vars') this.#readVar(text, spanOf);
    else if (this.#section.holds === 'children') this.#readChild(text, spanOf);
    else this.#readHosts(text, spanOf);
  }

  finish(): SourceReading {
    for (const { name, span } of this.#mentioned) {
      if (this.#groups.has(name)) continue;
      const hint = hintNearest(name, this.#groups) ?? `write [${name}] and its hosts somewhere`;
      this.#faults.push(fault('inventory/unknown-group', `no group is called "${name}"`, { span, hint }));
    }
    if (this.#faults.length > 0)
      throw new DiagnosticsError(this.#faults.sort((a, b) => (a.span?.line ?? 0) - (b.span?.line ?? 0)));
    return this.#translation.finish();
  }

  #openSection(text: string, spanOf: (offset: number) => Span): void {
    const found = /^\[(?<group>[^\]:\s]+)(?::(?<holds>\w+))?\]\s*(?:[#;].*)?$/.exec(text)?.groups;
    const group = found?.['group'];
    const holds = found?.['holds'] ?? 'hosts';
    if (group === undefined || (holds !== 'hosts' && holds !== 'children' && holds !== 'vars')) {
      this.#fault(`"${text}" is no section`, spanOf(0), 'write [web], [web:children] or [web:vars]');
      return;
    }
    this.#section = { group, holds };
    const span = spanOf(1);
    if (holds === 'vars') this.#mentioned.push({ name: group, span });
    else {
      this.#groups.add(group);
      this.#translation.addGroup(group, { key: span, value: span });
    }
  }

  #readVar(text: string, spanOf: (offset: number) => Span): void {
    const found = /^(?<name>[^=\s]+)\s*=\s*(?<value>.*)$/.exec(text)?.groups;
    if (found?.['name'] === undefined) {
      const { group } = this.#section;
      this.#fault(`"${text}" is no variable`, spanOf(0), `[${group}:vars] has lines name=value`);
      return;
    }
    const { name, value = '' } = found;
    const origin = { key: spanOf(0), value: spanOf(text.length - value.length) };
    this.#translation.addVar(
      this.#translation.pathOf(this.#section.group, origin),
      { name, value: readLiteral(value) },
      origin,
    );
  }

  #readChild(text: string, spanOf: (offset: number) => Span): void {
    const name = text.replace(/\s+[#;].*$/, '');
    const span = spanOf(0);
    if (/[\s=]/.test(name)) {
      this.#fault(
        `"${name}" is no name of a group`,
        span,
        `[${this.#section.group}:children] has the name of a group a line`,
      );
      return;
    }
    this.#mentioned.push({ name, span });
    this.#translation.addChild(this.#section.group, name, { key: span, value: span });
  }

  #readHosts(text: string, spanOf: (offset: number) => Span): void {
    const line = readHostLine(text);
    if ('wrong' in line) {
      this.#fault(line.wrong, spanOf(line.offset), line.hint);
      return;
    }
    const names = expandRange(line.host);
    if (typeof names === 'string') {
      this.#fault(names, spanOf(0), 'write a range as web[01:20]');
      return;
    }
    const origin: Origin = { key: spanOf(0), value: spanOf(0) };
    for (const host of names) {
      const path = this.#translation.addHost(this.#section.group, host, origin);
      if (line.port !== undefined)
        this.#translation.addVar(path, { name: 'ansible_port', value: line.port }, origin);
      for (const { name, value, offset, valueOffset } of line.vars)
        this.#translation.addVar(
          path,
          { name, value: readLiteral(value) },
          { key: spanOf(offset), value: spanOf(valueOffset) },
        );
    }
  }

  #fault(message: string, span: Span, hint: string): void {
    this.#faults.push(fault('inventory/ini', message, { span, hint }));
  }
}

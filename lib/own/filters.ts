import { isDeepStrictEqual } from 'node:util';
import { fault, type Diagnostic } from '../core/diagnostic.ts';
import { Usage } from '../template/access.ts';
import { callFilter, type OwnFilter } from '../template/filters/call.ts';
import type { Filter } from '../template/filters/define.ts';
import { explainFilterName, isBundledName } from '../template/filters/names.ts';
import { describeThrown } from './failure.ts';
import { isMeantAsFilter, listFilterFaults } from './filter-shape.ts';
import { nameFile, nameIn, nameSpan } from './name-file.ts';
import { readOwnFiles, type Found, type OwnFile } from './read-files.ts';
import { findExport, findNamed } from './source.ts';

/** The user's own filters in some folders, with all that stands against them; those with a fault are left out. */
export async function loadOwnFilters(
  folders: readonly string[],
  exports: object,
): Promise<{ readonly filters: readonly OwnFilter[]; readonly diagnostics: readonly Diagnostic[] }> {
  const { found, diagnostics } = await readOwnFiles(folders, exports, pickFilters);
  const { found: free, diagnostics: taken } = checkNames(found);
  const filters = free.map((own) => ({ ...own, file: nameFile(own.file) }));
  return { filters, diagnostics: [...diagnostics, ...taken].map(nameIn) };
}

/** The filters among what a file exports, under whatever names. */
function pickFilters({ file, exported, placeOf }: OwnFile): Found<OwnFilter> {
  const meant = new Map(
    Object.entries(exported)
      .filter(([, value]) => isMeantAsFilter(value))
      .map(([name, value]) => [value as Filter, name]),
  );
  if (meant.size === 0) return { found: [], diagnostics: [describeNone(file, Object.keys(exported))] };

  const found: OwnFilter[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [filter, name] of meant) {
    const faults = listFilterFaults(filter);
    if (faults.length > 0) {
      const message = `"${name}" is no whole filter: ${faults.join('; ')}`;
      diagnostics.push(fault('own/incomplete-filter', message, { span: findExport(file, name) }));
      continue;
    }
    const own = { filter, file, explain: (error: unknown) => explain(error, { filter, file, placeOf }) };
    found.push(own);
    diagnostics.push(...checkExamples(own));
  }
  return { found, diagnostics };
}

function explain(
  error: unknown,
  { filter, file, placeOf }: Pick<OwnFile, 'file' | 'placeOf'> & { readonly filter: Filter },
): ReturnType<OwnFilter['explain']> {
  const place = placeOf(error);
  // What is wrong with a result is found out by k3play, outside of the user's code.
  const inside = place.line > 1 || place.column > 1;
  return {
    message: describeThrown(error),
    place: inside ? place : nameSpan(findNamed(file, filter.name)),
  };
}

/** What k3play shows of a filter is true. */
function checkExamples(own: OwnFilter): readonly Diagnostic[] {
  const { filter, file } = own;
  return filter.examples.flatMap(({ args, result }) => {
    const call = `${filter.name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
    const tell = (what: string): Diagnostic[] => [
      fault('own/example', `the example ${call} ${what}`, { span: findNamed(file, filter.name) }),
    ];
    try {
      const made = callFilter(own, args, new Usage());
      return isDeepStrictEqual(made, result) ? [] : tell(`gives ${JSON.stringify(made)}`);
    } catch (error) {
      return tell(`fails: ${describeThrown(error)}`);
    }
  });
}

function describeNone(file: string, names: readonly string[]): Diagnostic {
  const [first] = names;
  const exported = first === undefined ? 'exports nothing' : `exports no filter, only ${names.join(', ')}`;
  return fault('own/no-filter', `the file ${exported}`, {
    span: first === undefined ? { file, line: 1, column: 1 } : findExport(file, first),
    hint: 'write export const name = defineFilter({ … }); what filters share can lie in a folder below',
  });
}

/** The filters whose names mean nothing else. */
function checkNames(own: readonly OwnFilter[]): Found<OwnFilter> {
  const free = new Map<string, OwnFilter>();
  const diagnostics = own.flatMap((one) => {
    const { name } = one.filter;
    const span = findNamed(one.file, name);
    const first = free.get(name);
    if (first) {
      const { file, line, column } = nameSpan(findNamed(first.file, name));
      const message = `filter "${name}" is there already, in ${file}:${line}:${column}`;
      return [fault('own/same-name', message, { span })];
    }
    const reason = explainFilterName(name);
    if (isBundledName(name)) {
      const hint = 'playbooks would mean another than they say; give it a name of its own';
      return [fault('own/bundled-name', `"${name}" is a helper or function of k3play's own`, { span, hint })];
    }
    if (reason !== undefined) {
      return [fault('own/filter-name', `"${name}" cannot be the name of a filter`, { span, hint: reason })];
    }
    free.set(name, one);
    return [];
  });
  return { found: [...free.values()], diagnostics };
}

import type { ErrorObject } from 'ajv';

/**
 * ajv tells every error of every branch of a union. This keeps those of the one branch the value was most
 * likely meant for, or the union's own error where it fits none even by type. Errors at opaque places go.
 */
export function foldErrors(errors: readonly ErrorObject[], opaque: ReadonlySet<string>): ErrorObject[] {
  const relevant = errors.filter((error) => !isOpaque(error.instancePath, opaque));
  return dropEchoes(foldUnions(relevant));
}

function foldUnions(errors: readonly ErrorObject[]): ErrorObject[] {
  const union = errors
    .filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
    .sort((a, b) => a.schemaPath.length - b.schemaPath.length)[0];
  if (!union) return [...errors];

  const inner = errors.filter((error) => isInside(error, union));
  const outer = errors.filter((error) => error !== union && !inner.includes(error));
  return [...foldUnions(outer), ...chooseErrors(union, inner)];
}

function chooseErrors(union: ErrorObject, inner: readonly ErrorObject[]): ErrorObject[] {
  const count = Array.isArray(union.schema) ? union.schema.length : 0;
  const branches = Array.from({ length: count }, (_, index) =>
    inner.filter((error) => `${error.schemaPath}/`.startsWith(`${union.schemaPath}/${index}/`)),
  );
  // More than one branch of a `oneOf` matches; or what is wrong is not known yet.
  if (branches.some((branch) => branch.length === 0))
    return inner.length === 0 && union.keyword === 'oneOf' ? [union] : [];

  const ranked = branches
    .map((branch) => foldUnions(branch))
    .filter((branch) => !branch.some((error) => isAtRoot(error, union)))
    .sort((a, b) => a.length - b.length);
  return ranked[0] ?? [union];
}

/** The value is of another type altogether than this branch wants, or is told by a constant to be another. */
function isAtRoot(error: ErrorObject, union: ErrorObject): boolean {
  if (error.instancePath === union.instancePath) return ['type', 'const', 'enum'].includes(error.keyword);
  return error.keyword === 'const';
}

function isInside(error: ErrorObject, union: ErrorObject): boolean {
  if (!error.schemaPath.startsWith(`${union.schemaPath}/`)) return false;
  return error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
}

function isOpaque(pointer: string, opaque: ReadonlySet<string>): boolean {
  for (const one of opaque) if (pointer === one || pointer.startsWith(`${one}/`)) return true;
  return false;
}

/**
 * Of the errors at one place, a wrong type makes the others moot, and a format says what its pattern means. What is
 * wrong with a key is told once, by the map that has it.
 */
function dropEchoes(errors: readonly ErrorObject[]): ErrorObject[] {
  const placesOf = (wanted: string) =>
    new Set(errors.filter(({ keyword }) => keyword === wanted).map((error) => error.instancePath));
  const [typed, formatted] = [placesOf('type'), placesOf('format')];
  return errors.filter(({ keyword, instancePath, propertyName }) => {
    if (keyword === 'if' || propertyName !== undefined) return false;
    if (typed.has(instancePath)) return keyword === 'type';
    return !(keyword === 'pattern' && formatted.has(instancePath));
  });
}

import { defineFunction, type CelFunction, type Examples, type FunctionGroup } from '../function.ts';
import { parseQuantity, tryQuantity, wholeQuantity, type Quantity } from './quantity.ts';
import { parseSemver, parseVersion, trySemver, type Semver, type Version } from './version.ts';

/** Functions on versions, named as Kubernetes has them; `version` is ours. */
export const VERSION_FUNCTIONS: FunctionGroup = {
  topic: 'Versions',
  functions: [
    defineFunction('version(string): Version', {
      summary:
        'A version in whatever form: "v" before it, one to three numbers, "-rc1", and "+k3s1", which counts too. Versions compare by <, <=, ==, >= and >.',
      examples: {
        'version("v1.30.4+k3s1") < version("v1.30.10+k3s1")': true,
        'version("v1.30.4+k3s2") > version("v1.30.4+k3s1")': true,
        'version("v1.31.0-rc1+k3s1") < version("v1.31.0+k3s1")': true,
      },
      run: parseVersion,
    }),
    defineFunction('string(Version): string', { run: String }),
    ...defineParts('Version', 'version("v1.30")'),
    defineFunction('semver(string): Semver', {
      summary:
        'A version by the rules of semver.org, where what stands behind "+" has no order. With `true` also "v1.2" is one.',
      examples: { 'semver("1.2.3-rc.1") < semver("1.2.3")': true },
      run: (text: string) => parseSemver(text),
    }),
    defineFunction('semver(string, bool): Semver', {
      examples: { 'semver("v1.2", true) == semver("1.2.0")': true },
      run: parseSemver,
    }),
    defineFunction('isSemver(string): bool', {
      summary: 'Whether a text is a version by the rules of semver.org.',
      examples: { 'isSemver("v1.2.3")': false },
      run: (text: string) => trySemver(text) !== undefined,
    }),
    defineFunction('isSemver(string, bool): bool', {
      examples: { 'isSemver("v1.2.3", true)': true },
      run: (text: string, normalize: boolean) => trySemver(text, normalize) !== undefined,
    }),
    defineFunction('string(Semver): string', { run: String }),
    ...defineParts('Semver'),
    ...defineOrder<Semver>('Semver', [
      { 'semver("1.9.0").isLessThan(semver("1.10.0"))': true },
      { 'semver("1.9.0").isGreaterThan(semver("1.10.0"))': false },
      { 'semver("1.9.0").compareTo(semver("1.10.0"))': -1 },
    ]),
  ],
};

/** Functions on quantities, as Kubernetes has them. */
export const QUANTITY_FUNCTIONS: FunctionGroup = {
  topic: 'Quantities',
  functions: [
    defineFunction('quantity(string): Quantity', {
      summary:
        'An amount as Kubernetes writes it, such as "512Mi", "1.5G" or "100m". Quantities compare by <, <=, ==, >= and >.',
      examples: { 'quantity("1Gi") == quantity("1024Mi")': true, 'quantity("0.5") < quantity("600m")': true },
      run: parseQuantity,
    }),
    defineFunction('isQuantity(string): bool', {
      summary: 'Whether a text is a quantity.',
      examples: { 'isQuantity("512MB")': false },
      run: (text: string) => tryQuantity(text) !== undefined,
    }),
    defineFunction('string(Quantity): string', { run: String }),
    defineFunction('Quantity.isInteger(): bool', {
      summary: 'Whether a quantity has no fraction.',
      examples: { 'quantity("100m").isInteger()': false },
      run: (quantity: Quantity) => quantity.isInteger,
    }),
    defineFunction('Quantity.asInteger(): int', {
      summary: 'The quantity as a whole number, such as bytes.',
      examples: { 'quantity("512Mi").asInteger()': 536870912 },
      run: (quantity: Quantity) => quantity.toInteger(),
    }),
    defineFunction('Quantity.asApproximateFloat(): double', {
      summary: 'The quantity as a number.',
      examples: { 'quantity("100m").asApproximateFloat()': 0.1 },
      run: (quantity: Quantity) => quantity.toNumber(),
    }),
    defineFunction('Quantity.sign(): int', {
      summary: '-1, 0 or 1.',
      examples: { 'quantity("-1k").sign()': -1 },
      run: (quantity: Quantity) => BigInt(quantity.compare(wholeQuantity(0n))),
    }),
    defineFunction('Quantity.add(Quantity): Quantity', {
      summary: 'The sum of two quantities, or of one and a whole number.',
      examples: { 'quantity("1Gi").add(quantity("512Mi"))': '1536Mi' },
      run: (a: Quantity, b: Quantity) => a.plus(b),
    }),
    defineFunction('Quantity.add(int): Quantity', {
      run: (a: Quantity, b: bigint) => a.plus(wholeQuantity(b)),
    }),
    defineFunction('Quantity.sub(Quantity): Quantity', {
      summary: 'A quantity less another, or less a whole number.',
      examples: { 'quantity("2G").sub(quantity("500M"))': '1500M' },
      run: (a: Quantity, b: Quantity) => a.minus(b),
    }),
    defineFunction('Quantity.sub(int): Quantity', {
      run: (a: Quantity, b: bigint) => a.minus(wholeQuantity(b)),
    }),
    ...defineOrder<Quantity>('Quantity', [
      { 'quantity("1M").isLessThan(quantity("1Mi"))': true },
      { 'quantity("1M").isGreaterThan(quantity("1Mi"))': false },
      { 'quantity("1M").compareTo(quantity("1000k"))': 0 },
    ]),
  ],
};

function defineParts(type: 'Version' | 'Semver', sample = 'semver("1.30.0")'): CelFunction[] {
  return (['major', 'minor', 'patch'] as const).map((name, at) =>
    defineFunction(`${type}.${name}(): int`, {
      summary: `The ${['first', 'second', 'third'][at] ?? ''} number of a version.`,
      examples: { [`${sample}.${name}()`]: [1, 30, 0][at] },
      run: ({ parts }: Version | Semver) => BigInt(parts.numbers[at] ?? 0),
    }),
  );
}

interface Comparable<T> {
  compare(other: T): number;
}

/** What Kubernetes has for `<` and the like. */
function defineOrder<T extends Comparable<T>>(
  type: string,
  [less, greater, order]: readonly Examples[],
): CelFunction[] {
  return [
    defineFunction(`${type}.isLessThan(${type}): bool`, {
      summary: 'Whether it comes before another.',
      ...(less && { examples: less }),
      run: (a: T, b: T) => a.compare(b) < 0,
    }),
    defineFunction(`${type}.isGreaterThan(${type}): bool`, {
      summary: 'Whether it comes after another.',
      ...(greater && { examples: greater }),
      run: (a: T, b: T) => a.compare(b) > 0,
    }),
    defineFunction(`${type}.compareTo(${type}): int`, {
      summary: '-1, 0 or 1, as it comes before another, is equal to it, or comes after it.',
      ...(order && { examples: order }),
      run: (a: T, b: T) => BigInt(a.compare(b)),
    }),
  ];
}

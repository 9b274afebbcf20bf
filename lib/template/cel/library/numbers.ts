import { defineFunction, type FunctionGroup } from '../function.ts';

type Numeric = number | bigint;

/** Functions on numbers. */
export const NUMBER_FUNCTIONS: FunctionGroup = {
  topic: 'Numbers',
  functions: [
    ...['int, int', 'double, double', 'int, double', 'double, int'].map((types, at) =>
      defineFunction(`math.greatest(${types}): ${at === 0 ? 'int' : 'double'}`, {
        ...(at === 0 && {
          summary: 'The greater of two numbers; of a list, write `list.max()`.',
          examples: { 'math.greatest(1, 2)': 2 },
        }),
        run: (_: unknown, a: Numeric, b: Numeric) => (a >= b ? a : b),
      }),
    ),
    ...['int, int', 'double, double', 'int, double', 'double, int'].map((types, at) =>
      defineFunction(`math.least(${types}): ${at === 0 ? 'int' : 'double'}`, {
        ...(at === 0 && {
          summary: 'The lesser of two numbers; of a list, write `list.min()`.',
          examples: { 'math.least(1.5, 2)': 1.5 },
        }),
        run: (_: unknown, a: Numeric, b: Numeric) => (a <= b ? a : b),
      }),
    ),
    defineFunction('math.abs(int): int', {
      summary: 'The number without its sign.',
      examples: { 'math.abs(-2)': 2 },
      run: (_: unknown, number: bigint) => (number < 0n ? -number : number),
    }),
    defineFunction('math.abs(double): double', { run: (_: unknown, number: number) => Math.abs(number) }),
    defineFunction('math.ceil(double): double', {
      summary: 'The next greater whole number; `int()` makes it one that counts.',
      examples: { 'int(math.ceil(7 / 2.0))': 4 },
      run: (_: unknown, number: number) => Math.ceil(number),
    }),
    defineFunction('math.floor(double): double', {
      summary: 'The next lesser whole number.',
      examples: { 'math.floor(3.9)': 3 },
      run: (_: unknown, number: number) => Math.floor(number),
    }),
    defineFunction('math.round(double): double', {
      summary: 'The nearest whole number; halves go away from 0.',
      examples: { 'math.round(-1.5)': -2 },
      run: (_: unknown, number: number) => Math.sign(number) * Math.round(Math.abs(number)),
    }),
    defineFunction('int(string): int', {
      summary: 'The whole number that a text holds; of a number, without its fraction.',
      examples: { 'int("8080") + 1': 8081, 'int(1.9)': 1 },
    }),
    defineFunction('double(string): double', {
      summary: 'The number that a text holds.',
      examples: { 'double("1.5") * 2': 3 },
    }),
    defineFunction('bool(string): bool', {
      summary:
        'Whether a text is "true", "True", "TRUE", "t" or "1"; "false" and the like are not, all else is a fault.',
      examples: { 'bool("true")': true },
    }),
    defineFunction('string(int): string', {
      summary: 'A value as text.',
      examples: { '"port " + string(80)': 'port 80' },
    }),
    defineFunction('duration(string): google.protobuf.Duration', {
      summary: 'A span of time such as "90s" or "1h30m"; durations compare, and add to timestamps.',
      examples: { 'duration("90s") > duration("1m")': true },
    }),
    defineFunction('timestamp(string): google.protobuf.Timestamp', {
      summary: 'A moment in the form of RFC 3339.',
      examples: {
        'timestamp("2026-01-01T00:00:00Z") < timestamp("2026-01-02T00:00:00Z")': true,
      },
    }),
  ],
};

/** What runs specs. */
export interface Runner {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void> | void) => unknown;
}

/** The one whose words are there for all files, as mocha's are; without any, Node's own. */
export function findRunner(): Runner {
  const { describe, it } = globalThis as Partial<Runner>;
  if (typeof describe === 'function' && typeof it === 'function') return { describe, it };
  const runner = process.getBuiltinModule('node:test');
  return {
    describe: (title, body) => runner.describe(title, body),
    it: (title, body) => runner.it(title, async () => body()),
  };
}

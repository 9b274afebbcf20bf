import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  change,
  defineModule,
  hostRead,
  predict,
  run,
  sh,
  t,
  textOf,
  type HostRead,
  type Module,
} from '../../lib/index.ts';
import type { RealCase } from '../../lib/testing/module-table.ts';
import { runForReal } from '../../lib/testing/real-case.ts';
import { listShells } from '../../lib/testing/shells.ts';

type Asks = (path: string) => ReturnType<typeof sh>;

/** Keeps a word in a file, with shell text of the spec's. */
function keeping({ asks, writes, says = 'word' }: { asks: Asks; writes: Asks; says?: string }): Module {
  const read = (path: string): HostRead<string> =>
    hostRead({ key: `kept:${path}`, script: asks(path), parse: textOf });
  return defineModule({
    name: 'keep',
    summary: 'Keeps a word.',
    withoutFacts: true,
    params: t.Object({ path: t.Path({ description: 'Where.' }) }),
    result: t.Object({ word: t.String({ description: 'What is there.' }) }),
    examples: [],
    reads: ({ params }) => ({ word: read(params.path) }),
    plan({ params, found }) {
      if (found.word === 'word') return [];
      return [
        run({
          change: change('word', found.word, 'word'),
          script: writes(params.path),
          predicts: [predict(read(params.path), says)],
        }),
      ];
    },
    output: ({ found }) => ({ word: found.word }),
  });
}

const asks: Asks = (path) => sh`cat ${path} 2>/dev/null || :`;
const writes: Asks = (path) => sh`echo word >${path}`;
const good = keeping({ asks, writes });
const entry: RealCase = { title: 'a word', params: (root) => ({ path: `${root}/kept` }) };

const WRONG: readonly { readonly title: string; readonly module: Module; readonly message: RegExp }[] = [
  {
    title: 'reads that write',
    module: keeping({ asks: (path) => sh`cat ${path} 2>/dev/null || : >${path}`, writes }),
    message: /the reads changed something/,
  },
  {
    title: 'a prediction that does not come true',
    module: keeping({ asks, writes, says: 'other' }),
    message: /"word" was predicted otherwise/,
  },
  {
    title: 'steps that do not lead there',
    module: keeping({ asks, writes: (path) => sh`echo wrong >${path}` }),
    message: /"word" was predicted otherwise/,
  },
  {
    title: 'a step that fails',
    module: keeping({ asks, writes: () => sh`echo no >&2; exit 3` }),
    message: /word: code 3: no/,
  },
  {
    title: 'text without quotes',
    module: keeping({ asks, writes: (path) => sh`echo word >${sh.raw(path)}` }),
    message: /word: code [12]: /,
  },
];

describe('runForReal', () => {
  for (const shell of listShells()) {
    it(`leads from what was arranged to what is checked, under ${shell.name}`, async () => {
      let place = '';

      await runForReal(good, {
        shell,
        entry: {
          ...entry,
          arrange: (root) => writeFileSync(`${root}/kept`, 'old\n'),
          check: (root, { steps }) => {
            place = root;
            assert.equal(steps.length, 1);
            assert.equal(readFileSync(`${root}/kept`, 'utf8'), 'word\n');
          },
        },
      });

      assert.ok(place !== '' && !existsSync(place));
    });

    for (const { title, module, message } of WRONG) {
      it(`fails for ${title}, under ${shell.name}`, () =>
        assert.rejects(runForReal(module, { entry, shell }), message));
    }
  }
});

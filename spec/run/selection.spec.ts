import assert from 'node:assert/strict';
import type { Play, Task } from '../../lib/playbook/model.ts';
import { selectTasks } from '../../lib/run/selection.ts';

function task(name: string, ...tags: string[]): Task {
  return { name: { literal: { value: name } }, tags } as unknown as Task;
}

function playOf(...tasks: readonly Task[]): Play {
  return { tags: ['site'], tasks } as unknown as Play;
}

describe('selectTasks', () => {
  const tasks = [
    task('a'),
    task('b', 'web'),
    task('c', 'always'),
    task('d', 'never', 'debug'),
    task('e', 'db', 'web'),
  ];
  const rows = [
    { title: 'takes all but never', tags: [], skipTags: [], startAt: undefined, wanted: 'abce' },
    { title: 'takes a tag and always', tags: ['web'], skipTags: [], startAt: undefined, wanted: 'bce' },
    {
      title: "takes a play's tag for all its tasks",
      tags: ['site'],
      skipTags: [],
      startAt: undefined,
      wanted: 'abcde',
    },
    {
      title: 'leaves out a skipped tag, wanted or not',
      tags: ['web'],
      skipTags: ['db'],
      startAt: undefined,
      wanted: 'bc',
    },
    {
      title: 'takes never when its other tag is asked for',
      tags: ['debug'],
      skipTags: [],
      startAt: undefined,
      wanted: 'cd',
    },
    { title: 'starts at a task', tags: [], skipTags: [], startAt: 'c', wanted: 'ce' },
  ];
  for (const { title, wanted, ...selection } of rows) {
    it(title, () => {
      const play = playOf(...tasks);
      const isWanted = selectTasks(selection, [play]);

      const names = tasks.filter((each) => isWanted(each, play)).map((each) => each.name.literal?.value);

      assert.equal(names.join(''), wanted);
    });
  }

  it('starts at the first task of that name in these plays, in whatever order it is asked', () => {
    const plays = [playOf(task('c'), task('a'), task('d')), playOf(task('b'), task('a'))];
    const isWanted = selectTasks({ tags: [], skipTags: [], startAt: 'a' }, plays);

    const asked = plays
      .toReversed()
      .flatMap((play) => play.tasks.filter((each) => isWanted(each, play)))
      .map((each) => each.name.literal?.value);

    assert.deepEqual(asked, ['b', 'a', 'a', 'd']);
  });

  it('takes nothing where no task of these plays is called so', () => {
    const play = playOf(task('a'), task('b'));
    const isWanted = selectTasks({ tags: [], skipTags: [], startAt: 'c' }, [play]);

    assert.equal(
      play.tasks.some((each) => isWanted(each, play)),
      false,
    );
  });
});

import { parsePattern } from '../inventory/pattern-syntax.ts';
import { selectHosts } from '../inventory/pattern.ts';
import { findNearest, hintNearest } from '../core/nearest.ts';
import type { PlayDraft, Reading, TaskDraft } from './draft.ts';
import { hintPlayHabit } from './habits.ts';
import { mergeDeclarations, readInputs } from './declare-inputs.ts';
import { readEnvironment } from './environment.ts';
import { KeywordReader } from './keyword-values.ts';
import { PLAY_KEYWORDS } from './keywords/play.ts';
import { TASK_KEYWORDS } from './keywords/task.ts';
import { linkHandlers } from './link-handlers.ts';
import { SECTIONS, type InputsSchema, type Play } from './model.ts';
import type { Place } from './place.ts';
import { readTasks } from './read-tasks.ts';
import { readRoles } from './roles.ts';
import { beginPlay, readShared, type Surroundings } from './surroundings.ts';
import { readCheckMode } from './check-mode.ts';
import { readCondition } from './expressions.ts';
import type { ImportWords } from './read-import.ts';
import { readRequirements } from './requirements.ts';
import { readVars } from './vars.ts';
import { readVarsFiles } from './vars-files.ts';

export interface ReadPlayOptions {
  readonly folder: string;
  /** Folders of the files that import its file, the nearest first. */
  readonly importers: readonly string[];
  /** Inputs that the play has from its file, and from the files that import it. */
  readonly inputs: InputsSchema;
  /** What the imports say that lead to its file. */
  readonly words: ImportWords;
}

/** Reads one play. Undefined where it is not even a map; otherwise as much of it as is right. */
export async function readPlay(
  place: Place,
  reading: Reading,
  { folder, importers, inputs, words: around }: ReadPlayOptions,
): Promise<PlayDraft | undefined> {
  const { faults } = reading;
  if (place.keys().length === 0) {
    const hint = 'write name:, hosts: and tasks:, or import: other.yml';
    faults.add('shape', 'a play is a map', { span: place.span, hint });
    return undefined;
  }
  for (const key of place.keys().filter((name) => !Object.hasOwn(PLAY_KEYWORDS, name))) {
    const hint =
      hintPlayHabit(key) ??
      hintTask(key, reading) ??
      hintNearest(key, [...Object.keys(PLAY_KEYWORDS), 'import']) ??
      `a play may say ${Object.keys(PLAY_KEYWORDS).join(', ')}`;
    faults.add('unknown-key', `unknown key "${key}"`, { span: place.at(key).keySpan, hint });
  }
  const words = new KeywordReader(place, PLAY_KEYWORDS, reading);
  const hosts = words.string('hosts');
  checkHosts(hosts, place, reading);
  const own = place.has('inputs') ? await readInputs(place.at('inputs'), reading) : {};
  const farVars = await readVarsFiles(words.place('vars_files'), reading);
  const ownVars = { ...readVars(words.place('vars'), reading), ...around.vars };
  const ownWhen = readCondition(place.at('when'), reading);
  const outermost = beginPlay(folder, importers);
  const within = {
    ...outermost,
    ...readShared(words, outermost),
    environment: readEnvironment(words.place('environment'), reading),
    checkOnly: readCheckMode(place, words, { around: { checkOnly: false }, faults }),
    ignoreUnreachable: words.boolean('ignore_unreachable') ?? false,
  };
  const { tasks, handlers } = linkHandlers(await readSections(words, reading, within), faults);
  const play: Play = {
    name: words.string('name') ?? hosts ?? '',
    span: place.span,
    hosts: hosts ?? '',
    require: readRequirements(words.place('require'), reading),
    when: ownWhen ? [...around.when, ownWhen] : around.when,
    inputs: mergeDeclarations(inputs, own, { place: place.at('inputs'), faults }),
    given: around.given,
    vars: { ...farVars, ...ownVars },
    farVars,
    ownVars,
    serial: words.list('serial'),
    maxFailPercentage: words.boolean('any_errors_fatal') === true ? 0 : words.number('max_fail_percentage'),
    strategy: words.string('strategy') === 'free' ? 'free' : 'linear',
    forceHandlers: words.boolean('force_handlers') ?? false,
    gatherFacts: words.boolean('gather_facts') ?? true,
    become: words.boolean('become'),
    becomeUser: words.string('become_user'),
    tags: [...around.tags, ...words.words('tags')],
    tasks: tasks.map(({ task }) => task),
    handlers: handlers.map(({ task }) => task),
  };
  return { play, place, tasks, handlers };
}

/** What the play does, in the order in which it does it. */
async function readSections(
  words: KeywordReader,
  reading: Reading,
  around: Surroundings,
): Promise<Pick<PlayDraft, 'tasks' | 'handlers'>> {
  const tasks: TaskDraft[] = [];
  for (const section of SECTIONS) {
    if (section === 'tasks')
      tasks.push(...(await readRoles(words.place('roles'), { reading, around }, readTasks)));
    tasks.push(...(await readTasks(words.place(section), reading, { ...around, section })));
  }
  const handlers = await readTasks(words.place('handlers'), reading, { ...around, handlers: true });
  return { tasks, handlers: [...around.soFar.handlers, ...handlers] };
}

/** What a task says, where a play is wanted. */
function hintTask(key: string, { modules }: Reading): string | undefined {
  const ofTask = modules.has(key) || Object.hasOwn(TASK_KEYWORDS, key);
  return ofTask ? 'it is for a task: put it under tasks: of a play' : undefined;
}

function checkHosts(hosts: string | undefined, place: Place, { faults, inventory }: Reading): void {
  if (hosts === undefined) {
    const misspelt = place.keys().some((key) => findNearest(key, Object.keys(PLAY_KEYWORDS)) === 'hosts');
    if (misspelt) return;
    faults.add('no-hosts', 'the play does not say on which hosts it runs', {
      span: place.span,
      hint: 'write hosts: all, or hosts: and the name of a group',
    });
    return;
  }
  const { span } = place.at('hosts');
  if (inventory) {
    faults.addAll(selectHosts(hosts, inventory, { span }).diagnostics);
    return;
  }
  for (const { message, hint } of parsePattern(hosts).problems) {
    faults.addAll([{ severity: 'error', code: 'inventory/pattern', message, hint, span }]);
  }
}

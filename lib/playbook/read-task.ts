import { isVariableName, RESERVED_NAMES } from '../inventory/names.ts';
import { compileText } from '../template/compile.ts';
import { compileLiteral } from '../template/literal.ts';
import type { Compiled } from '../template/compiled.ts';
import type { Reading, TaskDraft } from './draft.ts';
import { readCondition, readLoop } from './expressions.ts';
import { readEnvironment } from './environment.ts';
import { KeywordReader } from './keyword-values.ts';
import { HANDLER_KEYWORDS, TASK_KEYWORDS } from './keywords/task.ts';
import { readLoopControl } from './loop-control.ts';
import type { Task } from './model.ts';
import { readParams } from './params.ts';
import type { Place } from './place.ts';
import { readShared, type Surroundings } from './surroundings.ts';
import { checkKeys, findModule } from './task-keys.ts';
import { readCheckMode } from './check-mode.ts';
import { readVars } from './vars.ts';

/** Reads one task. Undefined where it is not even a map; otherwise as much of it as is right. */
export async function readTask(
  place: Place,
  reading: Reading,
  around: Surroundings,
): Promise<TaskDraft | undefined> {
  const { faults } = reading;
  if (place.keys().length === 0) {
    const hint = 'write name: and one module with its params';
    faults.add('shape', 'a task is a map', { span: place.span, hint });
    return undefined;
  }
  const keywords = around.handlers ? HANDLER_KEYWORDS : TASK_KEYWORDS;
  const key = findModule(place, { ...reading, keywords });
  checkKeys(place, key, { ...reading, keywords });
  const module = key === undefined ? undefined : reading.modules.get(key);
  const words = new KeywordReader(place, keywords, reading);
  const params =
    module && (await readParams(place.at(module.name), module, { ...reading, folders: around.folders }));
  const looped = readLoop(place.at('loop'), reading);
  const delegateTo = readText(words, place, { key: 'delegate_to', reading });
  const name = readText(words, place, { key: 'name', reading });
  const judgements = {
    until: readCondition(place.at('until'), reading),
    changedWhen: readCondition(place.at('changed_when'), reading),
    failedWhen: readCondition(place.at('failed_when'), reading),
  };
  const ownWhen = readCondition(place.at('when'), reading);
  const when = ownWhen ? [...around.when, ownWhen] : around.when;
  const vars = { ...around.vars, ...readVars(words.place('vars'), reading) };
  const environment = { ...around.environment, ...readEnvironment(words.place('environment'), reading) };
  const loopControl = readLoopControl(place, words, reading);
  checkRetries(place, reading);

  const delay = words.number('delay') ?? 5;
  const task: Task = {
    id: nameTask(place, reading),
    span: place.span,
    name: name ?? compileLiteral(key ?? 'task', place.span),
    module: key ?? '',
    params: params?.compiled ?? compileLiteral({}, place.span),
    asks: key === 'pause' && asks(place.at(key)),
    when,
    blocks: around.blocks,
    section: around.section,
    role: around.role,
    folders: around.folders,
    loop: looped,
    loopControl,
    async: words.string('async'),
    register: readRegister(words.string('register'), place, reading),
    ...judgements,
    retries: words.number('retries') ?? (place.has('until') ? 3 : 0),
    delayMs: Math.round(delay * 1000),
    checkOnly: readCheckMode(place, words, { around, faults }),
    ignoreUnreachable: words.boolean('ignore_unreachable') ?? around.ignoreUnreachable,
    anyErrorsFatal: words.boolean('any_errors_fatal') ?? around.anyErrorsFatal,
    notify: words.words('notify'),
    handlerId: undefined,
    tags: [...around.tags, ...words.words('tags')],
    vars,
    environment,
    become: words.boolean('become') ?? around.become,
    becomeUser: words.string('become_user') ?? around.becomeUser,
    ...readShared(words, key === 'pause' ? { ...around, runOnce: true } : around),
    delegateTo,
  };
  const reads = {
    outside: refer([name, looped, delegateTo]),
    inside: [
      ...refer([...when, params?.compiled, ...Object.values(vars), ...Object.values(environment)]),
      ...refer([loopControl.label]),
      ...(params?.references ?? []),
    ],
    after: refer(Object.values(judgements)),
  };
  const sets = module?.name === 'set' ? place.at(module.name).keys() : [];
  const userFrom = place.has('become_user') ? place : around.userFrom;
  return { task, place, module, userFrom, reads, sets, listen: words.words('listen') };
}

/** A pause does, unless it only waits. */
function asks(pause: Place): boolean {
  return typeof pause.value === 'string' || pause.has('prompt');
}

function refer(parts: readonly (Compiled | undefined)[]) {
  return parts.flatMap((part) => part?.references ?? []);
}

function readText(
  words: KeywordReader,
  place: Place,
  { key, reading }: { readonly key: string; readonly reading: Reading },
): Compiled<string> | undefined {
  const text = words.string(key);
  if (text === undefined) return undefined;
  return reading.faults.attempt(() => compileText(text, place.at(key).span, reading.language));
}

function readRegister(name: string | undefined, place: Place, { faults }: Reading): string | undefined {
  if (name === undefined) return undefined;
  const { span } = place.at('register');
  if (RESERVED_NAMES.has(name)) {
    faults.add('reserved-name', `"${name}" has a meaning of its own`, {
      span,
      hint: 'register another name',
    });
  } else if (!isVariableName(name)) {
    const hint = `expressions cannot name it; "${name.replace(/\W/g, '_').replace(/^(\d)/, '_$1')}" would do`;
    faults.add('bad-name', `"${name}" cannot be the name of a variable`, { span, hint });
  }
  return name;
}

function checkRetries(place: Place, { faults }: Reading): void {
  if (place.has('until')) return;
  for (const key of ['retries', 'delay']) {
    if (!place.has(key)) continue;
    const hint = 'say when it has succeeded, such as until: result.rc == 0';
    faults.add('retries', `"${key}" means nothing without "until"`, { span: place.at(key).keySpan, hint });
  }
}

/** Two tasks of one line are told apart by their column, and those that are read again by a number. */
function nameTask({ span: { file, line, column } }: Place, { ids, nameFile }: Reading): string {
  const short = `${nameFile(file)}:${line}`;
  const spot = `${short}:${column}`;
  for (let reading = 1; ; reading += 1) {
    const times = reading === 1 ? '' : `#${reading}`;
    for (const id of [`${short}${times}`, `${spot}${times}`]) {
      const known = ids.get(id);
      if (known === spot) break;
      if (known !== undefined) continue;
      ids.set(id, spot);
      return id;
    }
  }
}

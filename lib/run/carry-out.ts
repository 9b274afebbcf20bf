import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Output } from '../connection/connection.ts';
import { K3Error, messageOf } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { findUnknown } from '../core/unknown.ts';
import { locateHere } from '../modules/shared/local-file.ts';
import type {
  ChangeStep,
  FetchStep,
  LocalPutStep,
  PlanFault,
  PollStep,
  Restart,
  RunStep,
} from '../modules/step.ts';
import { askRead } from './ask.ts';
import { environmentFor } from './environment.ts';
import type { Place } from './place.ts';
import { awaitRestart } from './restart.ts';

/** Takes one step on the host. The output is that of a run step; the others have none. */
export async function carryOut(step: ChangeStep, place: Place): Promise<Output | undefined> {
  const { session, user, lane, signal } = place;
  switch (step.kind) {
    case 'run':
      return step.restarts ? restartHost(step, step.restarts, place) : runScript(step, place);
    case 'put':
      await session.connection.upload(step.source, step.target, { user, lane, signal });
      return undefined;
    case 'fetch':
      await bringHere(step, place);
      return undefined;
    case 'put-here':
      await writeHere(step);
      return undefined;
  }
}

async function bringHere(step: FetchStep, place: Place): Promise<void> {
  const { path, localPath, mode, contentIsHere, sha256 } = step;
  const { session, user, lane, signal } = place;
  if (!contentIsHere) {
    await mkdir(dirname(localPath), { recursive: true });
    await session.connection.download(path, localPath, { user, lane, signal, sha256 });
  }
  if (mode !== undefined) await chmod(localPath, Number.parseInt(mode, 8));
}

/** The script takes the host down, and itself with it; what is under way there ends before. */
async function restartHost(step: RunStep, restart: Restart, place: Place): Promise<Output> {
  if (place.lane !== undefined) throw restartError(step);
  await place.session.background.quiet();
  const output = await runScript(step, place).catch((error: unknown) => {
    if (error instanceof K3Error && (error.kind === 'lost' || error.kind === 'unreachable')) return NO_OUTPUT;
    throw error;
  });
  await awaitRestart(restart, place);
  return { ...output, code: 0 };
}

/** It would end what goes on beside it, and itself with it. */
function restartError({ change }: RunStep): K3Error {
  return new K3Error(`${change.subject}: a task in the background cannot take its host down`, {
    kind: 'module',
    code: 'run/restart-in-background',
    hint: 'leave async: out',
  });
}

const NO_OUTPUT: Output = {
  code: 0,
  stdout: Buffer.alloc(0),
  stderr: Buffer.alloc(0),
  truncated: false,
  durationMs: 0,
};

async function runScript(step: RunStep, place: Place): Promise<Output> {
  const { session, user, lane, signal } = place;
  const timeoutMs = step.timeoutMs ?? place.timeoutMs;
  const { script, stdin, nature = 'text' } = step;
  const environment = environmentFor(nature, place);
  const output = await session.connection.run(script, {
    stdin,
    nature,
    user,
    lane,
    environment,
    timeoutMs,
    signal,
  });
  const codes = step.codes ?? [0];
  if (codes === 'any' || (output.code !== null && codes.includes(output.code))) return output;
  throw new K3Error(`${step.change.subject}: ${describeFailure(output)}`, {
    kind: 'module',
    code: 'run/step-failed',
  });
}

/** `exit code 1: E: Unable to locate package x`, with the last lines of what it printed. */
export function describeFailure(output: Output): string {
  const ended = output.code === null ? `ended by ${output.signal ?? 'a signal'}` : `exit code ${output.code}`;
  const printed = output.stderr.toString('utf8').trim() || output.stdout.toString('utf8').trim();
  const tail = printed.split('\n').slice(-20).join('\n');
  return tail ? `${ended}: ${tail}` : ended;
}

async function writeHere({ localPath, bytes, mode }: LocalPutStep): Promise<void> {
  const target = await locateHere(localPath);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(temporary, bytes instanceof Secret ? bytes.reveal() : bytes, {
      mode: Number.parseInt(mode, 8),
      flag: 'wx',
      flush: true,
    });
    // The mode above is narrowed by the umask.
    await chmod(temporary, Number.parseInt(mode, 8));
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new K3Error(`cannot write ${localPath} on this machine: ${messageOf(cause)}`, {
      kind: 'module',
      code: 'run/local-write',
      cause,
    });
  }
}

/** Asks until the condition holds; `onWait` hears what is still missing. */
export async function waitFor(
  step: PollStep,
  place: Place,
  options: { readonly onWait: (missing: string) => void },
): Promise<void> {
  const deadline = Date.now() + step.timeoutMs;
  for (;;) {
    place.session.waits += 1;
    const answer = await askRead(step.read, place);
    const missing = step.missing(answer);
    if (missing === undefined) return;
    const hopeless = step.hopeless?.(answer);
    if (hopeless) throw await withEvidence(faultError(hopeless, 'run/wait-hopeless'), step, place);
    if (Date.now() + step.intervalMs > deadline) throw await timedOut(step, missing, place);
    options.onWait(missing);
    await delay(step.intervalMs, undefined, { signal: place.signal });
  }
}

/** A module's fault as an error of the run. */
export function faultError({ message, kind, hint }: PlanFault, code: string): K3Error {
  return new K3Error(message, { kind, code, hint });
}

function timedOut(step: PollStep, missing: string, place: Place): Promise<K3Error> {
  const seconds = Math.round(step.timeoutMs / 1000);
  const message = `${step.what}: still not so after ${seconds} s: ${missing}`;
  const { hint } = step;
  return withEvidence(new K3Error(message, { kind: 'timeout', code: 'run/wait-timeout', hint }), step, place);
}

/** The error with what the host has to say about it, the journal's tail, say. */
async function withEvidence(error: K3Error, { evidence }: PollStep, place: Place): Promise<K3Error> {
  if (!evidence) return error;
  const { kind, code, hint, message } = error;
  return new K3Error(`${message}\n${await askRead(evidence, place).catch(messageOf)}`.trim(), {
    kind,
    code,
    hint,
  });
}

/** Whether a wait would be needed now; undefined when the condition holds already. */
export async function missingNow(step: PollStep, place: Place): Promise<string | undefined> {
  const answer = await askRead(step.read, place);
  return findUnknown(answer)?.reason ?? step.missing(answer);
}

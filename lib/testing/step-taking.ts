import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { quote } from '../connection/sh.ts';
import type { Output } from '../connection/connection.ts';
import { SourceFiles } from '../connection/transfer/source-files.ts';
import { Secret } from '../core/secret.ts';
import type { Read } from '../modules/read.ts';
import type { PollStep, PutStep, Step } from '../modules/step.ts';
import { runScript } from './shell-process.ts';
import type { Shell } from './shells.ts';

/** Asks one read on this machine, as the host and as the machine of the user alike. */
export async function ask<A>(read: Read<A>, shell: Shell): Promise<A> {
  if (read.kind === 'here') return read.ask(AbortSignal.timeout(20_000), new SourceFiles());
  return read.parse(await runScript(read.script.text, { shell, stdin: read.stdin }));
}

/** Takes one step on this machine; the output is that of a run step. */
export async function takeStep(step: Step, shell: Shell): Promise<Output | undefined> {
  switch (step.kind) {
    case 'poll':
      await pollUntil(step, shell);
      return undefined;
    case 'run': {
      const output = await runScript(step.script.text, { shell, stdin: step.stdin });
      const codes = step.codes ?? [0];
      const message = `${step.change.subject}: code ${output.code}: ${output.stderr.toString()}`;
      assert.ok(codes === 'any' || (output.code !== null && codes.includes(output.code)), message);
      return output;
    }
    case 'put':
      await putFile(step, shell);
      return undefined;
    case 'fetch':
      copyFileSync(step.path, step.localPath);
      chmodSync(step.localPath, Number.parseInt(step.mode ?? '0600', 8));
      return undefined;
    case 'put-here':
      writeFileSync(step.localPath, step.bytes instanceof Secret ? step.bytes.reveal() : step.bytes);
      chmodSync(step.localPath, Number.parseInt(step.mode, 8));
      return undefined;
  }
}

/** As a connection does it: beside the target, judged, then renamed over it. */
async function putFile({ source, target }: PutStep, shell: Shell): Promise<void> {
  const beside = `${target.path}.beside`;
  const bytes = source.kind === 'file' ? readFileSync(source.path) : source.bytes;
  writeFileSync(beside, bytes instanceof Secret ? bytes.reveal() : bytes);
  try {
    const path = quote(beside);
    const owner = target.owner ?? '';
    const ownership =
      owner || target.group
        ? `chown ${quote(`${owner}${target.group ? `:${target.group}` : ''}`)} ${path} && `
        : '';
    const prepared = await runScript(`${ownership}chmod ${target.mode} ${path}`, { shell });
    assert.equal(prepared.code, 0, prepared.stderr.toString());
    if (target.validate !== undefined) {
      const verdict = await runScript(target.validate.replaceAll('%s', path), { shell });
      assert.equal(verdict.code, 0, `refused: ${verdict.stdout.toString()}${verdict.stderr.toString()}`);
    }
    if (target.backupSuffix && existsSync(target.path))
      copyFileSync(target.path, target.path + target.backupSuffix);
    renameSync(beside, target.path);
  } finally {
    rmSync(beside, { force: true });
  }
}

async function pollUntil(step: PollStep, shell: Shell): Promise<void> {
  const deadline = Date.now() + step.timeoutMs;
  for (;;) {
    const missing = step.missing(await ask(step.read, shell));
    if (missing === undefined) return;
    assert.ok(Date.now() < deadline, `${step.what}: ${missing}`);
    await delay(Math.min(step.intervalMs, 50));
  }
}

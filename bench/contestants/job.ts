import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bed, Host } from '../bed/bed.ts';
import { BED } from '../places.ts';

/** A task in the words of both languages. Variables of a host: `folder`, its own place. */
export interface TaskPair {
  readonly name: string;
  readonly k3play: Readonly<Record<string, unknown>>;
  readonly ansible: Readonly<Record<string, unknown>>;
}

/** The work of one scenario: tasks for hosts, and what must have become of each task on each host. */
export interface Job {
  /** For the folder of its files. */
  readonly name: string;
  readonly bed: Bed;
  readonly hosts: readonly Host[];
  readonly tasks: readonly TaskPair[];
  readonly outcome: 'changed' | 'ok';
  readonly check?: boolean;
}

/** A new empty folder for one contestant's files. */
export function makeFolder(job: Job, contestant: string): string {
  const folder = join(BED, 'jobs', job.name, contestant);
  mkdirSync(folder, { recursive: true });
  return folder;
}

import type { Bed } from '../bed/bed.ts';
import type { Job, TaskPair } from '../contestants/job.ts';
import { k3play } from '../contestants/k3play.ts';
import type { Peer } from '../contestants/peers.ts';
import type { Report } from '../report/report.ts';
import type { Runner } from '../rounds.ts';

/** What a scenario gets to work with. */
export interface Ring {
  readonly bed: Bed;
  /** Other engines that are here. */
  readonly peers: readonly Peer[];
  readonly rounds: number;
  /** Fewer hosts. */
  readonly quick: boolean;
  readonly say: (text: string) => void;
}

export interface Scenario {
  /** For `--only`. */
  readonly name: string;
  readonly run: (ring: Ring) => Promise<Report>;
}

/** k3play and whichever engine is here, at the same job. */
export function takePart(job: Job, peers: readonly Peer[]): readonly Runner[] {
  return [k3play(job), ...peers.map((peer) => peer.takePart(job))];
}

/** Tasks of a command that does nothing: what is left is the engine's own. */
export const COMMAND = '/bin/true';

export function buildCommands(count: number): readonly TaskPair[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `Task ${index + 1}`,
    k3play: { command: COMMAND },
    ansible: { command: COMMAND },
  }));
}

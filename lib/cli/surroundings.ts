import { createConnect } from '../connection/connect.ts';
import type { Connect } from '../connection/connection.ts';
import { openQuestions, type Questions } from './questions.ts';
import { listenForInterrupt, type Interrupt } from './interrupt.ts';

/** What a command that runs playbooks has to do with: the network, the terminal and its signals. */
export interface Surroundings {
  readonly connect: Connect;
  readonly write: (text: string) => void;
  listenForInterrupt(): Interrupt;
  /** Undefined where nobody can be asked. */
  openQuestions?(): Questions | undefined;
}

export function realSurroundings(): Surroundings {
  return {
    connect: createConnect(),
    write: (text) => process.stdout.write(text),
    listenForInterrupt,
    openQuestions,
  };
}

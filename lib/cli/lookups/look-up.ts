import type { LookUp } from '../../inventory/lookups/request.ts';
import { readEnvironment } from './environment.ts';
import { fetchText } from './http.ts';
import { readCommand } from './command.ts';
import { untilInterrupted } from './interruption.ts';
import { readTextFile } from './text-file.ts';

/** Asks where values can be looked up: the environment, files, programs and web servers of this machine. */
export const lookUp: LookUp = async (request) => {
  switch (request.kind) {
    case 'env':
      return readEnvironment(request);
    case 'file':
      return readTextFile(request);
    case 'command':
      return untilInterrupted((interrupted) => readCommand(request, interrupted));
    case 'http':
      return untilInterrupted((interrupted) => fetchText(request, interrupted));
  }
};

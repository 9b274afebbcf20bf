#!/usr/bin/env node
import { buildProgram } from './program.ts';
import { failCommand } from './failure.ts';

// A reader that went away (`k3play ... | head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const debug = process.env['K3PLAY_DEBUG'] === '1';
// The places in `lib` instead of those in the bundle.
if (debug) process.setSourceMapsEnabled(true);

try {
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = failCommand(error, { debug });
}

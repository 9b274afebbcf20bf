#!/usr/bin/env node
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Bundle, loadBundle } from './load-bundle.ts';

// A reader that went away (`k3play ... | head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const file = join(import.meta.dirname, '..', 'k3play.cjs');
void load().main(process.argv);

function load(): Bundle {
  if (process.env['K3PLAY_DEBUG'] !== '1') return loadBundle(file).bundle;
  // The places in `lib` instead of those in the bundle.
  process.setSourceMapsEnabled(true);
  return createRequire(file)(file) as Bundle;
}

// Loaded into a program by `node --require`: leaves a note of what it used, made when it ends.
import { writeFileSync } from 'node:fs';

export interface Usage {
  readonly peakBytes: number;
  readonly cpuMs: number;
}

process.once('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage: Usage = { peakBytes: maxRSS * 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 };
  writeFileSync(process.env['METER_FILE'] ?? '', JSON.stringify(usage));
});

/** What a module of one's own is tested with, as `k3play/testing`. */
export { describeModule } from './describe-module.ts';
export type {
  Case,
  DriftCase,
  ExpectedPoll,
  ExpectedStep,
  FaultCase,
  InSyncCase,
  InvalidCase,
  ModuleTable,
  RealCase,
  UnknownCase,
} from './module-table.ts';
export { absent, aFile, aFolder } from './path-states.ts';
export type { FourRuns } from './real-shell.ts';

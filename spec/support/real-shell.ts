export { applyOnRealShell, planOnRealShell, type FourRuns } from '../../lib/testing/real-shell.ts';

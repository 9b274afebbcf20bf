import { checkDatastore } from './datastore.ts';
import type { Finding } from './finding.ts';
import { checkCgroups, checkIptables, checkKernelModules, checkSystem } from './kernel.ts';
import { checkCards, checkFirewall, checkPorts, checkRoute } from './network.ts';
import { checkManagement, checkTimeService, checkUnits } from './services.ts';
import { checkDisk, checkSize, checkSwap } from './size.ts';
import type { Subject } from './subject.ts';

const CHECKS = [
  checkManagement,
  checkSystem,
  checkSize,
  checkDisk,
  checkDatastore,
  checkSwap,
  checkCgroups,
  checkKernelModules,
  checkIptables,
  checkUnits,
  checkRoute,
  checkCards,
  checkPorts,
  checkFirewall,
  checkTimeService,
];

/** All that is found on one host by itself. */
export function checkAll(subject: Subject): Finding[] {
  return CHECKS.flatMap((check) => check(subject));
}

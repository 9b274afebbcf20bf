/** What a module of one's own is made with. */
export { sh, Script } from './connection/sh.ts';
export { Secret } from './core/secret.ts';
export { isUnknown, Unknown } from './core/unknown.ts';
export { defineModule, type Module, type ModuleDefinition } from './modules/define.ts';
export type { Facts } from './modules/facts.ts';
export { hostRead, textOf, type HostRead, type LocalRead, type Read } from './modules/read.ts';
export { change, PlanFault, poll, predict, put, run, type Plan, type Step } from './modules/step.ts';
export { t, type Static } from './schema/build.ts';

/** What a module of one's own is made with. */
export { sh, Script } from './connection/sh.ts';
export type { Output, UploadSource, UploadTarget } from './connection/connection.ts';
export { reveal, Secret } from './core/secret.ts';
export { isUnknown, Unknown } from './core/unknown.ts';
export { defineModule, type Module, type ModuleDefinition, type Predicted } from './modules/define.ts';
export type { Facts } from './modules/facts.ts';
export { hostRead, textOf, type HostRead, type LocalRead, type Read } from './modules/read.ts';
export { change, PlanFault, poll, predict, put, run, type Plan, type Step } from './modules/step.ts';
export { defineFilter, type Filter, type FilterParam } from './template/filters/define.ts';
export { t, type Static, type Text } from './schema/build.ts';

/**
 * What modules share: by asking the same, they see what one another's steps predict. `readPath` is what is at a path,
 * a file's content up to 64 KiB with it; `readTarget` and `planFile` see to a whole file, `planFileRemoval` takes it
 * away; `readUnit` is a systemd unit.
 */
export { exists, followLink, isFolder, type PathState } from './modules/shared/path-state.ts';
export { readPath } from './modules/shared/path.ts';
export { planFile, readTarget, type WantedFile } from './modules/shared/place-file.ts';
export { planFileRemoval } from './modules/shared/remove-file.ts';
export { readUnit, type UnitState } from './modules/shared/unit.ts';

import { DiagnosticsError, fault } from '../core/diagnostic.ts';

/** Ends a command before it did anything: what was asked for cannot be done here, and why. */
export function refuse(code: string, message: string, hint?: string): never {
  throw new DiagnosticsError([fault(code, message, { hint })]);
}

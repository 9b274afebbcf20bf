/** A place in a file of the user's. Lines and columns count from 1. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A fault found in a file, a command line or an inventory before anything ran. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** `area/what`, stable, for scripts and docs. */
  readonly code: string;
  readonly message: string;
  readonly span?: Span;
  /** What to do about it, such as `did you mean "service"?`. */
  readonly hint?: string;
}

/** Thrown once all diagnostics of a stage are collected. */
export class DiagnosticsError extends Error {
  override readonly name = 'DiagnosticsError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(describeDiagnostic).join('\n'));
    this.diagnostics = diagnostics;
  }
}

/** `site.yaml:14:5: error: module "sevice" does not exist (did you mean "service"?) [playbook/unknown-module]` */
export function describeDiagnostic(diagnostic: Diagnostic): string {
  const { severity, code, message, hint } = diagnostic;
  return `${describePlace(diagnostic)}${severity}: ${message}${hint ? ` (${hint})` : ''} [${code}]`;
}

/** `site.yaml:14:5: `, or nothing where there is no place. */
export function describePlace({ span }: Pick<Diagnostic, 'span'>): string {
  return span ? `${span.file}:${span.line}:${span.column}: ` : '';
}

export interface FaultOptions {
  readonly span?: Span | undefined;
  readonly hint?: string | undefined;
}

export function fault(code: string, message: string, { span, hint }: FaultOptions = {}): Diagnostic {
  return { severity: 'error', code, message, ...(span && { span }), ...(hint && { hint }) };
}

/** Worth telling, and no reason to stop. */
export function warning(code: string, message: string, options: FaultOptions = {}): Diagnostic {
  return { ...fault(code, message, options), severity: 'warning' };
}

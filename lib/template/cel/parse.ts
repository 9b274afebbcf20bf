import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import { childrenOf } from './references.ts';

/** A parsed expression. Throws ParseError of cel-js. */
export function parseExpression(text: string, environment: Environment): ParseResult {
  const parsed = environment.parse(text);
  boundMatches(parsed.ast);
  return parsed;
}

/**
 * `matches` of cel-js cannot be replaced, nor does it come to an end on every text, so it is called by the name
 * of ours before its types are looked at.
 */
function boundMatches(node: ASTNode): void {
  if (node.op === 'rcall' && node.args[0] === MATCHES) node.args[0] = BOUNDED;
  for (const child of childrenOf(node)) boundMatches(child);
}

const MATCHES = 'matches';
const BOUNDED = 'matchesInTime';

/** A message of cel-js with the name that was written. */
export function restoreNames(message: string): string {
  return message.replaceAll(BOUNDED, MATCHES);
}

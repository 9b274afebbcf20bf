/** Whether a name matches a list of ssh's patterns: `*`, `?`, and `!` before one that must not match. */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  const text = name.toLowerCase();
  let matched = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!toRegExp(negated ? pattern.slice(1) : pattern).test(text)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function toRegExp(pattern: string): RegExp {
  const escaped = pattern.toLowerCase().replace(/[\\^$+.()|[\]{}]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

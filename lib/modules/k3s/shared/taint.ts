export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

export function parseTaint(text: string): Taint {
  const [, key = '', value = '', effect = ''] = /^([^=:]*)(?:=([^:]*))?:(.*)$/.exec(text) ?? [];
  return { key, value, effect };
}

/** `key=:Effect` and `key:Effect` are one taint. */
export function showTaint({ key, value, effect }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`;
}

/** A node has one taint of each key and effect. */
export function isSameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

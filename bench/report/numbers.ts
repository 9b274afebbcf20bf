/** `0.52 s`, `12.3 s`, `148 s`: three digits at most, for no more is known. */
export function formatTime(ms: number): string {
  return ms < 100 ? `${ms.toFixed(0)} ms` : `${formatRatio(ms / 1000)} s`;
}

/** `87 MB` */
export function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** `0.52`, `12.3`, `148` */
export function formatRatio(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

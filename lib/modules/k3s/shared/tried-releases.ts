/** Releases that K3s is tried with, by their beginnings. */
const TRIED = {
  PostgreSQL: ['12', '13', '14', '15', '16', '17'],
  MySQL: ['5.7', '8.0', '8.4'],
  MariaDB: ['10.6', '10.11', '11.4'],
  etcd: ['3.5'],
} as const;
export type Product = keyof typeof TRIED;

/** What is to be said against a release such as "15.3"; nothing where K3s is tried with it. */
export function warnOfRelease(product: Product, number: string): string | undefined {
  const tried: readonly string[] = TRIED[product];
  if (tried.some((one) => number === one || number.startsWith(`${one}.`))) return undefined;
  return `${product} ${number} is not among the releases that K3s is tried with (${tried.join(', ')})`;
}

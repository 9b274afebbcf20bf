import { WrongValue } from '../../errors.ts';

/** Kubernetes keeps no more than nine digits behind the point. */
const SCALE = 1_000_000_000n;

const DECIMAL: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': SCALE,
  k: SCALE * 1_000n,
  M: SCALE * 1_000_000n,
  G: SCALE * 1_000_000_000n,
  T: SCALE * 1_000_000_000_000n,
  P: SCALE * 1_000_000_000_000_000n,
  E: SCALE * 1_000_000_000_000_000_000n,
};

const BINARY: Readonly<Record<string, bigint>> = {
  Ki: SCALE << 10n,
  Mi: SCALE << 20n,
  Gi: SCALE << 30n,
  Ti: SCALE << 40n,
  Pi: SCALE << 50n,
  Ei: SCALE << 60n,
};

/** An amount as Kubernetes writes it, such as "512Mi" or "100m". */
export class Quantity {
  /** In billionths. */
  readonly amount: bigint;
  readonly isBinary: boolean;

  constructor(amount: bigint, isBinary: boolean) {
    this.amount = amount;
    this.isBinary = isBinary;
  }

  /** In the greatest unit that needs no fraction. */
  toString(): string {
    const units = Object.entries(this.isBinary ? { ...BINARY, '': SCALE } : DECIMAL);
    const fitting = units
      .filter(([, size]) => this.amount % size === 0n)
      .reduce<readonly [string, bigint]>((best, unit) => (unit[1] > best[1] ? unit : best), ['n', 1n]);
    if (this.amount === 0n) return '0';
    if (fitting[0] === 'n' && this.isBinary) return new Quantity(this.amount, false).toString();
    return `${(this.amount / fitting[1]).toString()}${fitting[0]}`;
  }

  plus(other: Quantity): Quantity {
    return new Quantity(this.amount + other.amount, this.isBinary);
  }

  minus(other: Quantity): Quantity {
    return new Quantity(this.amount - other.amount, this.isBinary);
  }

  compare(other: Quantity): number {
    return this.amount < other.amount ? -1 : this.amount > other.amount ? 1 : 0;
  }

  get isInteger(): boolean {
    return this.amount % SCALE === 0n;
  }

  toInteger(): bigint {
    if (!this.isInteger) throw new WrongValue('asInteger() wants a quantity without a fraction');
    return this.amount / SCALE;
  }

  toNumber(): number {
    return Number(this.amount) / Number(SCALE);
  }
}

export function wholeQuantity(number: bigint): Quantity {
  return new Quantity(number * SCALE, false);
}

export function tryQuantity(text: string): Quantity | undefined {
  const match = /^([+-]?)(\d{1,18})?(?:\.(\d{0,18}))?(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?\d{1,2}))?$/.exec(
    text,
  );
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', unit = '', exponent] = match;
  if (whole + fraction === '') return undefined;
  const size = BINARY[unit] ?? DECIMAL[unit] ?? SCALE;
  const power = Number(exponent ?? 0) - fraction.length;
  const digits = BigInt(whole + fraction) * size * (power > 0 ? 10n ** BigInt(power) : 1n);
  const divisor = power < 0 ? 10n ** BigInt(-power) : 1n;
  // What is less than a billionth is rounded away from 0, as Kubernetes does.
  const amount = (digits + divisor - 1n) / divisor;
  return new Quantity(sign === '-' ? -amount : amount, unit in BINARY);
}

export function parseQuantity(text: string): Quantity {
  const quantity = tryQuantity(text);
  if (!quantity) throw new WrongValue('a quantity such as "512Mi" is wanted');
  return quantity;
}

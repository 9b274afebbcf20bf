/** A known end of K3s, in plain words. */
export interface Cause {
  readonly kind: string;
  readonly pattern: RegExp;
  /** `$1` stands for the first group of the pattern that took part. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  /** True where trying again cannot help: what is wrong is in the settings or in the data. */
  readonly lasting: boolean;
}

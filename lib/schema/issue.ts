/** Keys and list indexes from the top of a value to a place in it. */
export type ValuePath = readonly (string | number)[];

/** Why a value does not fit its schema, in plain words. An unknown key's path ends with that key. */
export interface SchemaIssue {
  readonly path: ValuePath;
  readonly message: string;
  readonly hint?: string;
}

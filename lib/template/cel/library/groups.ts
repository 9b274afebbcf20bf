import type { FunctionGroup } from '../function.ts';
import { ADDRESS_FUNCTIONS } from './addresses.ts';
import { QUANTITY_FUNCTIONS, VERSION_FUNCTIONS } from './amounts.ts';
import { ENCODING_FUNCTIONS } from './encodings.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { PATTERN_FUNCTIONS, TEXT_FUNCTIONS } from './texts.ts';

/** All functions that work on what their arguments come to, in the order of docs. */
export const FUNCTION_GROUPS: readonly FunctionGroup[] = [
  TEXT_FUNCTIONS,
  PATTERN_FUNCTIONS,
  LIST_FUNCTIONS,
  NUMBER_FUNCTIONS,
  VERSION_FUNCTIONS,
  QUANTITY_FUNCTIONS,
  ADDRESS_FUNCTIONS,
  ENCODING_FUNCTIONS,
];

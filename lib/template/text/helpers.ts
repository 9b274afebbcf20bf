import type { Helper } from './helper.ts';
import { CHOICE_HELPERS } from './library/choices.ts';
import { ENCODING_HELPERS } from './library/encodings.ts';
import { LIST_HELPERS } from './library/lists.ts';
import { TEXT_HELPERS } from './library/texts.ts';

/** All that a template can call, besides the blocks. */
export const HELPERS: Readonly<Record<string, Helper>> = {
  ...CHOICE_HELPERS,
  ...TEXT_HELPERS,
  ...LIST_HELPERS,
  ...ENCODING_HELPERS,
};

import assert from 'node:assert/strict';
import { describeName, listFunctions } from '../../../lib/cli/commands/functions.ts';
import { DiagnosticsError } from '../../../lib/core/diagnostic.ts';

describe('k3play functions', () => {
  it('lists helpers and functions, each with what it gives', () => {
    const lines = listFunctions().split('\n');

    assert.equal(lines[0], 'Helpers, in text: {{name …}}');
    assert.ok(lines.includes('Functions, in expressions: !cel, when and the like'));
    assert.ok(lines.some((line) => /^ {2}quote +The text as one word for a POSIX shell\.$/.test(line)));
    assert.ok(lines.some((line) => /^ {2}cidr +A network: /.test(line)));
  });

  it('describes one, with the variables that its examples are about', () => {
    assert.equal(
      describeName('first'),
      `first: The first item of a list.

In text

  {{first list}}

Examples

  {{first hosts}}
    web2

where

  hosts:
    - web2
    - db1
    - web2

first: The first item as an optional: ".value()" wants one, ".orValue(other)" does without.

In expressions

  list.first(): optional

Examples

  ["a", "b"].first().value()
    "a"

  [].first().orValue("none")
    "none"
`,
    );
  });

  it('has the nearest name for one that does not exist', () => {
    assert.throws(() => describeName('sortby'), {
      name: DiagnosticsError.name,
      message:
        /there is no helper and no function "sortby" \(did you mean "sortBy"\?\) \[cli\/unknown-function\]/,
    });
  });
});

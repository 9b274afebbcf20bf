import assert from 'node:assert/strict';
import { readWritten, shootFilm } from '../../scripts/picture/film.ts';
import { drawPicture } from '../../scripts/picture/svg.ts';
import { Terminal } from '../../scripts/picture/terminal.ts';

function show(terminal: Terminal): readonly string[] {
  return terminal.rows.map((row) =>
    row
      .map(({ character }) => character)
      .join('')
      .trimEnd(),
  );
}

describe('Terminal', () => {
  const cases: readonly (readonly [name: string, text: string, rows: readonly string[]])[] = [
    ['writes lines', 'a\r\nb\r\n', ['a', 'b']],
    ['writes over after a carriage return', 'abc\rx', ['xbc']],
    ['goes on in the next row at the edge', '0123456789ab', ['0123456789', 'ab']],
    [
      'wipes frames as a live tree does',
      'stays\r\none\r\ntwo\r\n\x1b[2K\x1b[1A\x1b[2K\x1b[1A\x1b[2K\x1b[Gthree\r\n',
      ['stays', 'three'],
    ],
    ['ignores titles and the cursor', '\x1b]0;title\x07\x1b[?25la\x1b[?25h', ['a']],
  ];
  for (const [name, text, rows] of cases) {
    it(name, () => {
      const terminal = new Terminal(10);

      terminal.write(text);

      assert.deepEqual(show(terminal), rows);
    });
  }

  it('remembers colour, bold and dim of each character', () => {
    const terminal = new Terminal(10);

    terminal.write('\x1b[1m\x1b[31ma\x1b[39m\x1b[22mb\x1b[2mc\x1b[0m\x1b[92md');

    assert.deepEqual(
      terminal.rows[0]?.map(({ style }) => style),
      [
        { colour: 1, bold: true, dim: false },
        { colour: undefined, bold: false, dim: false },
        { colour: undefined, bold: false, dim: true },
        { colour: 10, bold: false, dim: false },
      ],
    );
  });
});

describe('readWritten', () => {
  it('drops what script itself writes, and cuts by bytes at the times given', () => {
    const log = Buffer.from(
      'Script started on 2026-01-01 [COMMAND="x"]\nä1\r\nb2\r\n\nScript done on 2026-01-01\n',
    );

    assert.deepEqual(readWritten(log, '0.5 5\n0.25 4\n'), [
      { atMs: 500, text: 'ä1\r\n' },
      { atMs: 750, text: 'b2\r\n' },
    ]);
  });

  it('shortens long pauses', () => {
    assert.deepEqual(
      readWritten(Buffer.from('ab'), '60 1\n0.1 1\n').map(({ atMs }) => atMs),
      [1500, 1600],
    );
  });
});

describe('drawPicture', () => {
  const options = { title: 'a <b>', columns: 20, rows: 2 };

  it('draws the last rows of one frame, with nothing that moves', () => {
    const svg = drawPicture(
      shootFilm([{ atMs: 0, text: 'gone\r\n\x1b[31m<x> & "y"\x1b[0m z\r\nlast' }], 20),
      options,
    );

    assert.match(
      svg,
      /<tspan x="0\.0" class="c1">&#60;x&#62; &#38; &#34;y&#34;<\/tspan><tspan x="84\.0">z<\/tspan>/,
    );
    assert.match(svg, /aria-label="a &#60;b&#62;"/);
    assert.doesNotMatch(svg, /gone|@keyframes/);
  });

  it('plays several frames, and draws lines they share once', () => {
    const written = [0, 1000, 2000].map((atMs) => ({ atMs, text: atMs === 0 ? 'same\r\n' : `${atMs}\r` }));

    const svg = drawPicture(shootFilm(written, 20), options);

    assert.equal(svg.match(/same/g)?.length, 1);
    assert.equal(svg.match(/<use href="#l0"/g)?.length, 3);
    assert.match(svg, /@keyframes play\{0\.000%.*12\.500%.*25\.000%/);
  });
});

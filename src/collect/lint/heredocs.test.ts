import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heredocsMadeReadable } from './heredocs.ts';

const text = (dockerfile: string): string => heredocsMadeReadable(dockerfile).text;

test('a Dockerfile without heredocs stays as it is', () => {
  for (const dockerfile of ['', 'FROM scratch', 'FROM a\r\nRUN b <<< c\r\n', 'FROM a\nRUN ["b", "<<EOF"]\nEOF\n']) {
    expect(text(dockerfile)).toBe(dockerfile);
  }
});

test('a blank line follows the last heredoc of an instruction', () => {
  expect(text('RUN <<A <<B\na\nA\nb\nB\nRUN c\n')).toBe('RUN <<A <<B\na\nA\nb\nB\n\nRUN c\n');
  expect(text('COPY \\\n  <<"A" /a\nA\n#\nRUN c')).toBe('COPY \\\n  <<"A" /a\nA\n\n#\nRUN c');
});

test('the end of `<<-` loses its tabs, its body none', () => {
  expect(text('RUN <<-A\n\t\ta\n\tA\nRUN c\n')).toBe('RUN <<-A\n\t\ta\nA\n\nRUN c\n');
});

test('what only looks like a heredoc is none', () => {
  for (const dockerfile of ['# RUN <<A\nRUN a\nA\n', 'RUN <<A\nnever ended\n', 'LABEL a="<<A"\nA\n']) {
    expect(text(dockerfile)).toBe(dockerfile);
  }
});

test('a comment does not continue onto the next line', () => {
  expect(text('# a \\\nRUN <<A\nA\nRUN b\n')).toBe('# a \\\nRUN <<A\nA\n\nRUN b\n');
});

test('lines are those of the Dockerfile given', () => {
  const { lineOf } = heredocsMadeReadable('RUN <<A\nA\nRUN <<B\nB\nRUN c\n');
  expect([1, 2, 3, 4, 5, 6, 7, 8, 99].map(lineOf)).toEqual([1, 2, 2, 3, 4, 4, 5, 6, 6]);
});

const openings = ['RUN <<A', 'COPY <<-B /b', 'RUN <<A <<-B', 'RUN a \\', '# a \\', 'FROM a', '# escape=`'];
const line = fc.constantFrom(...openings, '\tA', 'A', '\tB', 'B', '', '<<');

const withoutTabs = (text: string): string => text.replace(/^\t+/, '');

test('whatever is given: no line is lost, and each is where lineOf says', () => {
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, end) => {
      const given = lines.join(end).split('\n');
      const { text: written, lineOf } = heredocsMadeReadable(given.join('\n'));
      const seen = new Set<number>();
      for (const [place, each] of written.split('\n').entries()) {
        const from = lineOf(place + 1);
        if (seen.has(from)) expect(each).toBe('');
        else expect(withoutTabs(each)).toBe(withoutTabs(given[from - 1] ?? 'no such line'));
        seen.add(from);
      }
      expect(seen.size).toBe(given.length);
    }),
  );
});

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { commandLines } from './command.ts';

const long = (command: string): readonly string[] => commandLines([command], 40);

it('leaves alone what fits, and what has lines of its own', () => {
  expect(long('grep -q x Dockerfile | wc -l')).toEqual(['grep -q x Dockerfile | wc -l']);
  const own = ['cat <<END | grep -q something that is long', 'a line', 'END'];
  expect(commandLines(own, 20)).toEqual(own);
});

it('breaks after operators, and puts on a line what it holds', () => {
  expect(long('cat Dockerfile | grep -q one && cat Dockerfile | grep -q two || test -e three')).toEqual([
    'cat Dockerfile | grep -q one &&',
    '  cat Dockerfile | grep -q two ||',
    '  test -e three',
  ]);
});

it.each([
  "awk 'a | b && c || d' Dockerfile and more than forty columns",
  'grep -E "this | that && and the other || none" Dockerfile',
  "grep -F $'it\\'s | that && and the other || none' Dockerfile",
  'sent="$(docker build "x | y" . | tar -t)" && printf %s "$sent"',
  'case $x in one | two) echo something long enough;; esac',
  "cat <<'END' | grep -q something that is long enough",
  'echo something that is long enough # a | b && c',
  'echo an unbalanced quote \' | grep -q anything at all',
])('does not touch %s', (command) => expect(long(command)).toEqual([command]));

// bash prints a function's body in a form of its own: the same form is the same command.
const asBashReadsIt = (command: string): string => execFileSync('bash', ['-c', `f() { ${command}\n}; declare -f f`], { encoding: 'utf8' });

it.each([
  'cat Dockerfile .github/workflows/* | grep -E \'source=|labels: *[$]\' && cat Dockerfile | grep -E "a || b" && ! false',
  `{ grep -qE 'x"?[[:space:]]*[=:] | y' a.tf || { grep -A8 -hE 'b|c' d.tf | grep -E '/(1[6-9])"' && ! grep q r; }; }`,
  "sent=$(printf 'FROM scratch\\n' | docker build --quiet - | tar -t) && ! printf '%s\\n' \"$sent\" | grep -E -e '^\\.git/'",
  "grep -q $'a\\'b | c' x | wc -l | grep -q 1 || [[ -e x || -e y ]] && echo a\\ \\| b",
])('leaves %s the same command', (command) => {
  const lines = long(command);
  expect(lines.length).toBeGreaterThan(1);
  expect(asBashReadsIt(lines.join('\n'))).toBe(asBashReadsIt(command));
});

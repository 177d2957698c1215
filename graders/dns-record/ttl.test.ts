import { expect, it } from 'vitest';
import { secondsOf } from './ttl.ts';

it.each([
  ['300', 300],
  ['10m', 600],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['500ms', 0.5],
  ['1d', undefined],
  ['', undefined],
])('reads %j', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

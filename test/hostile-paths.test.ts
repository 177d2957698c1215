import { expect, it } from 'vitest';
import { shellPath } from '../src/evidence/shell-word.ts';
import { hostileNames } from './hostile-paths.ts';
import { enters } from './reproduction.ts';

const path = (name: string): string => `${name}/Dockerfile`;

it.each<[string, (path: string) => string]>([
  ['not quoted', (path) => path],
  ['put in double quotes', (path) => `"${path}"`],
  ['put in double quotes that escape `$`', (path) => `"${path.replaceAll('$', '\\$')}"`],
  ['put in double quotes that escape `$` and backticks', (path) => `"${path.replaceAll(/[$`]/g, '\\$&')}"`],
  ['put in single quotes', (path) => `'${path}'`],
  ["put in $'…' that escape quotes alone", (path) => `$'${path.replaceAll("'", "\\'")}'`],
  ['written as JSON does', (path) => JSON.stringify(path)],
])('a path that is %s is found out', async (_, quote) => {
  const entered = await Promise.all(hostileNames.map((name) => enters(`grep -q FROM ${quote(path(name))}`, {})));
  expect(entered).toContain(true);
});

it.each(hostileNames)('a path that is quoted well lets nothing in: %j', async (name) => {
  const command = `! grep -q FROM ${shellPath(path(name))}`;
  expect(await enters(command, { [path(name)]: 'FROM scratch\n' })).toBe(false);
});

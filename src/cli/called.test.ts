import { describe, expect, it } from 'vitest';
import { allEarned, severalLost } from '../publish/report.fixture.ts';
import { calledAs, type Called, inTheirReport, inTheirWords, type Started, standsIn, typed } from './called.ts';

const home = '/opt/docc';
const byScript = (script: string, from: string): Started => ({
  env: { npm_lifecycle_event: script, npm_package_name: 'docc', INIT_CWD: from },
  cwd: home,
  script: `${home}/bin/docc.mjs`,
  home,
});
const byName = (script: string, env: Started['env'] = {}): Started => ({ env, cwd: '/home/ada/fork', script, home });

describe.each<[string, Started, { stands: string; grade: string; list: string }]>([
  ['npm in the checkout', byScript('grade', home), { stands: home, grade: 'npm run -s grade -- .', list: 'npm run -s docc -- list checks' }],
  [
    'npm from a fork',
    byScript('docc', '/home/ada/fork'),
    { stands: '/home/ada/fork', grade: 'npm --prefix /opt/docc run -s grade -- .', list: 'npm --prefix /opt/docc run -s docc -- list checks' },
  ],
  ['a program on PATH', byName('/usr/local/bin/docc'), { stands: '/home/ada/fork', grade: 'docc grade .', list: 'docc list checks' }],
  ['npx', byName('/home/ada/fork/node_modules/.bin/docc'), { stands: '/home/ada/fork', grade: 'npx docc grade .', list: 'npx docc list checks' }],
  [
    'Node.js itself',
    byName('/opt/my docc/bin/docc.mjs'),
    { stands: '/home/ada/fork', grade: "node '/opt/my docc/bin/docc.mjs' grade .", list: "node '/opt/my docc/bin/docc.mjs' list checks" },
  ],
  [
    'Node.js in the checkout',
    { ...byName(`${home}/bin/docc.mjs`), cwd: home },
    { stands: home, grade: 'node bin/docc.mjs grade .', list: 'node bin/docc.mjs list checks' },
  ],
  [
    'a script of somebody else’s package',
    byName('/home/ada/fork/node_modules/.bin/docc', { npm_lifecycle_event: 'grade', npm_package_name: 'fork', INIT_CWD: '/home/ada' }),
    { stands: '/home/ada/fork', grade: 'npx docc grade .', list: 'npx docc list checks' },
  ],
  [
    'a test of docc’s own, started by npm',
    { ...byName(`${home}/bin/docc.mjs`, { npm_lifecycle_event: 'test', npm_package_name: 'docc', INIT_CWD: '/' }), cwd: home },
    { stands: home, grade: 'node bin/docc.mjs grade .', list: 'node bin/docc.mjs list checks' },
  ],
])('started by %s', (_, started, expected) => {
  it('knows where the reader stands and what they type', () => {
    const called = calledAs(started);
    expect({ stands: standsIn(started), grade: typed(called, 'grade .'), list: typed(called, 'list checks') }).toEqual(expected);
  });
});

const npm: Called = { by: 'npm', home, inHome: true };

it('puts their words for commands in code, and leaves all else', () => {
  expect(inTheirWords('name one that `docc list challenges` shows; docc grades it', npm)).toBe('name one that `npm run -s docc -- list challenges` shows; docc grades it');
  expect(inTheirWords('`docc grade`', npm)).toBe('`npm run -s grade`');
});

describe('a report in their words', () => {
  const reproduceOf = (command: string): string | undefined => {
    const report = severalLost();
    const objectives = report.objectives.map((objective) => ({ ...objective, checks: objective.checks.map((check) => ({ ...check, reproduce: command })) }));
    return inTheirReport({ ...report, objectives }, npm).objectives[0]?.checks[0]?.reproduce;
  };

  it('runs docc from wherever the command is run', () => {
    expect(reproduceOf('(docc grade . --tier cluster; kubectl get pods)')).toBe('(npm --prefix /opt/docc run -s grade -- . --tier cluster; kubectl get pods)');
    expect(reproduceOf("! docc grade . --format json | grep -q 'x'")).toBe("! npm --prefix /opt/docc run -s grade -- . --format json | grep -q 'x'");
  });

  it('leaves a command alone that only quotes one', () => {
    const quoted = "grep -q x '; docc grade .'";
    expect(reproduceOf(quoted)).toBe(quoted);
  });

  it('changes remedies and repairs, and no more', () => {
    const named = { ...allEarned(), notExercised: [{ tier: 'image', points: 1, reason: '`docc doctor`', remedy: 'run `docc doctor`' }] } as const;
    expect(inTheirReport({ ...named, notExercised: [...named.notExercised] }, npm)).toEqual({
      ...named,
      notExercised: [{ ...named.notExercised[0], remedy: 'run `npm run -s docc -- doctor`' }],
    });
  });
});

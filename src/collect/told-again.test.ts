import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { toldAgain } from './told-again.ts';

/** In a shell where `docc` is this function, or where there is none. */
const run = (docc: string) => execa('bash', ['-c', `${docc}\n${toldAgain('source', 'its evaluation')}`], { reject: false, env: { PATH: '/usr/bin:/bin' }, extendEnv: false });

describe('a command that asks docc whether it still says so', () => {
  it.each([
    ['is mended where a report says nothing of it', 'docc() { echo "{\\"earned\\": 1}"; }', 0],
    ['fails while a report says it', 'docc() { echo "its evaluation took too long"; }', 1],
    ['fails where docc says nothing', 'docc() { return 3; }', 1],
    ['fails where there is no docc', '', 1],
  ])('%s', async (_, docc, code) => {
    expect((await run(docc)).exitCode).toBe(code);
  });
});

import { join } from 'node:path';
import { findGraders } from '../catalogue/find.ts';
import type { World } from './world.ts';

export type Said = { stdout: string; stderr: string };

/** A world for a test: its folder, its own cache, and what the command says kept. */
export function worldIn(folder: string, said: Said, changes: Partial<World>): World {
  const stream = (name: keyof Said) => ({ isTTY: false, columns: 80, write: (text: string) => void (said[name] += text) });
  return {
    cwd: folder,
    called: { by: 'program', here: 'docc', anywhere: 'docc' },
    env: { ...process.env, DOCC_CACHE: join(folder, 'cache') },
    platform: process.platform,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    now: () => new Date('2026-11-01T00:00:00Z'),
    elapsed: () => performance.now() / 1000,
    signal: new AbortController().signal,
    findGraders,
    ...changes,
  };
}

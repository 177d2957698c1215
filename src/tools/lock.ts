import { z } from 'zod';
import lockFile from './programs.lock.json' with { type: 'json' };

const version = z.string().regex(/^\d+\.\d+\.\d+$/, 'three numbers, such as 2.15.1');

/** `sha256` is of the program itself; without `url` it is known but not fetched. */
const artefact = z.strictObject({
  platform: z.enum(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'wasm']),
  url: z.url({ protocol: /^https$/ }).optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const locked = z
  .strictObject({
    /** The oldest version whose answers docc understands. */
    atLeast: version,
    /** The version that docc keeps in its cache. */
    pinned: version,
    artefacts: z.array(artefact),
  })
  .refine(({ pinned, atLeast }) => isAtLeast(pinned, atLeast), 'the pinned version is older than the oldest accepted')
  .refine(({ artefacts }) => new Set(artefacts.map((each) => each.platform)).size === artefacts.length, 'a platform is listed twice');

export const programsLock = z.record(z.string().regex(/^[a-z0-9-]+$/), locked);

export type ProgramName = keyof typeof lockFile;
export type LockedProgram = z.infer<typeof locked>;
export type Platform = z.infer<typeof artefact>['platform'];

/** What the lock file says of a program. Throws where the file is not what it should be. */
export function lockedProgram(name: ProgramName): LockedProgram {
  const found = programsLock.parse(lockFile)[name];
  if (found === undefined) throw new Error(`programs.lock.json has no ${name}: add its versions`);
  return found;
}

/** Compares versions of three numbers; what follows the third is left aside. */
export function isAtLeast(version: string, floor: string): boolean {
  const [left, right] = [numbers(version), numbers(floor)];
  const differs = left.findIndex((part, place) => part !== right[place]);
  return differs === -1 || (left[differs] ?? 0) > (right[differs] ?? 0);
}

const numbers = (version: string): readonly number[] => version.split('.', 3).map((part) => Number.parseInt(part, 10));

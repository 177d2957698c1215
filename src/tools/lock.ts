import { z } from 'zod';
import lockFile from './programs.lock.json' with { type: 'json' };

const version = z.string().regex(/^\d+\.\d+\.\d+$/, 'three numbers, such as 2.15.1');

const address = z.url({ protocol: /^https$/ });

/** Without `url` it is known but not fetched. */
const artefact = z.strictObject({
  platform: z.enum(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'wasm']),
  /** The project's own release. */
  url: address.optional(),
  /** Of what lies at `url`; without one of the program itself. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Where in the `.tar.gz` at `url` the program lies; without it `url` is the program. */
  member: z.string().regex(/^[\w.-]+(?:\/[\w.-]+)*$/).optional(),
});

/** Where checksums can be read again: nobody takes one into the lock file from what they themselves fetched. */
const checksums = z.strictObject({
  /** The project's own list; of one file for each artefact, the first. */
  published: address,
  /** Who else holds to the same sums, found independently of the project. */
  comparedWith: z.array(z.string().min(1)).min(2),
});

const locked = z
  .strictObject({
    /** The oldest version whose answers docc understands. */
    atLeast: version,
    /** The version that docc keeps in its cache. */
    pinned: version,
    checksums: checksums.optional(),
    artefacts: z.array(artefact),
  })
  .refine(({ pinned, atLeast }) => isAtLeast(pinned, atLeast), 'the pinned version is older than the oldest accepted')
  .refine(({ artefacts }) => new Set(artefacts.map((each) => each.platform)).size === artefacts.length, 'a platform is listed twice')
  .refine(({ artefacts, checksums }) => checksums !== undefined || artefacts.every(({ url }) => url === undefined), 'checksums of what is fetched come from nowhere')
  .refine(({ artefacts }) => artefacts.every(({ url, member }) => (url?.endsWith('.tar.gz') ?? false) === (member !== undefined)), 'a member is of an archive, and an archive has one');

export const programsLock = z.record(z.string().regex(/^[a-z0-9-]+$/), locked);

export type ProgramName = keyof typeof lockFile;
export type LockedProgram = z.infer<typeof locked>;
export type Artefact = z.infer<typeof artefact>;
export type Platform = Artefact['platform'];

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

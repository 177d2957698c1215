import { join } from 'node:path';
import { z } from 'zod';
import type { Absence, Fault } from '../evidence/observation.ts';
import { type Environment, findProgram, type Surroundings, type VersionReading } from './find-program.ts';
import { lockedProgram } from './lock.ts';
import { jsonOf } from './json.ts';
import { failureOf, type ProgramResult, runProgram } from './program.ts';
import { temporaryFolder } from './temporary.ts';

/** A Trivy that has a database. */
export type Trivy = {
  readonly version: string;
  /** When its database was made: an ISO time. */
  readonly database: string;
  /** Packages and vulnerabilities of an OCI layout, as Trivy's own JSON. */
  readonly scan: (layout: string) => Promise<TrivyAnswer>;
  /** The same image's bill of materials, as CycloneDX JSON. */
  readonly materials: (layout: string) => Promise<TrivyAnswer>;
};

export type TrivyAnswer = { readonly kind: 'answered'; readonly json: Buffer } | { readonly kind: 'fault'; readonly fault: Fault };

export type OpenedTrivy =
  | { readonly kind: 'open'; readonly trivy: Trivy }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'absent'; readonly absence: Absence };

/** What the collector needs of Trivy; it is looked for when it is opened. */
export type TrivyPort = { readonly open: () => Promise<OpenedTrivy> };

const limits = { timeoutMs: 180_000, maxOutputBytes: 64 * 1024 * 1024 } as const;

/** The Trivy of this machine. `neverIn`: the candidate's folders, which are not searched even if PATH lists them. */
export function trivyPort(env: Environment, signal: AbortSignal, neverIn: readonly string[]): TrivyPort {
  const around: Surroundings = { env, platform: process.platform, neverIn };
  return { open: () => openTrivy(around, signal) };
}

type Run = (program: string, args: readonly string[]) => Promise<ProgramResult>;

/** In an empty folder: trivy.yaml and .trivyignore are read from where it stands. */
function runnerIn(env: Environment, signal: AbortSignal): Run {
  return async (program, args) => {
    await using folder = await temporaryFolder('trivy');
    return await runProgram({ program, args, cwd: folder.path, env: environment(env, folder.path), signal, ...limits });
  };
}

/** Its database lies in the cache of whoever runs docc; no other setting of theirs has a say. */
function environment({ HOME, XDG_CACHE_HOME, TRIVY_CACHE_DIR }: Environment, folder: string): Readonly<Record<string, string>> {
  const cache = TRIVY_CACHE_DIR ?? (XDG_CACHE_HOME ? join(XDG_CACHE_HOME, 'trivy') : join(HOME ?? folder, '.cache', 'trivy'));
  return { HOME: folder, TMPDIR: folder, TRIVY_CACHE_DIR: cache, LANG: 'C.UTF-8' };
}

/** Where the database is had from may be a mirror, and behind a proxy. */
const reaching = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'TRIVY_DB_REPOSITORY'];

/** Has the Trivy at `path` fetch its database to where `trivyPort` reads it; what kept it from that, if anything did. */
export async function fetchDatabase(path: string, env: Environment, signal: AbortSignal): Promise<Fault | undefined> {
  await using folder = await temporaryFolder('trivy');
  const passedOn = reaching.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  const call = { program: path, args: ['image', '--download-db-only', '--quiet'], cwd: folder.path, env: { ...Object.fromEntries(passedOn), ...environment(env, folder.path) } };
  return failureOf('trivy image --download-db-only', await runProgram({ ...call, signal, timeoutMs: 15 * 60_000, maxOutputBytes: limits.maxOutputBytes }));
}

async function openTrivy(around: Surroundings, signal: AbortSignal): Promise<OpenedTrivy> {
  const run = runnerIn(around.env, signal);
  const readVersion = async (path: string): Promise<VersionReading> => {
    const told = toldBy(await run(path, ['version', '--format', 'json']));
    return told === undefined ? { kind: 'unreadable', why: "its answer is not trivy's" } : { kind: 'version', version: told.Version };
  };
  const found = await findProgram({ name: 'trivy', locked: lockedProgram('trivy'), readVersion }, around);
  if (found.kind === 'unusable') return { kind: 'fault', fault: found.fault };
  if (found.kind === 'absent') return found;
  const database = toldBy(await run(found.path, ['version', '--format', 'json']))?.VulnerabilityDB?.UpdatedAt;
  return database === undefined ? withoutDatabase : { kind: 'open', trivy: opened(found.path, found.version, database, run) };
}

const withoutDatabase: OpenedTrivy = {
  kind: 'absent',
  absence: { reason: 'trivy has no database of vulnerabilities on this machine', remedy: 'Run `docc install trivy`, which fetches it, and grade again.' },
};

const cutOff: Fault = { message: 'trivy ended well, and what it printed is no JSON', repair: 'Grade again; if it stays so, install trivy again.' };

const versionAnswer = z.object({ Version: z.string(), VulnerabilityDB: z.object({ UpdatedAt: z.iso.datetime() }).optional() });

function toldBy(result: ProgramResult): z.infer<typeof versionAnswer> | undefined {
  if (result.kind !== 'exited' || result.code !== 0) return undefined;
  return versionAnswer.safeParse(jsonOf(result.stdout)).data;
}

/** A cache in memory: two grades at once would wait for each other's lock on one on disk. */
const offline = ['--skip-db-update', '--skip-java-db-update', '--offline-scan', '--skip-version-check', '--cache-backend', 'memory', '--quiet'];

function opened(path: string, version: string, database: string, run: Run): Trivy {
  // Nothing that it says is a candidate's fault before it is read: whatever keeps it from saying it may pass.
  const asked = async (layout: string, format: readonly string[]): Promise<TrivyAnswer> => {
    const first = await askedOnce(layout, format);
    return first.kind === 'fault' ? await askedOnce(layout, format) : first;
  };
  const askedOnce = async (layout: string, format: readonly string[]): Promise<TrivyAnswer> => {
    const result = await run(path, ['image', '--input', layout, '--scanners', 'vuln', ...format, ...offline]);
    const fault = failureOf('trivy', result);
    if (result.kind !== 'exited' || fault !== undefined) return { kind: 'fault', fault: fault ?? { message: 'trivy did not run', repair: 'Grade again.' } };
    return jsonOf(result.stdout) === undefined ? { kind: 'fault', fault: cutOff } : { kind: 'answered', json: result.stdout };
  };
  return {
    version,
    database,
    scan: (layout) => asked(layout, ['--format', 'json', '--list-all-pkgs']),
    materials: (layout) => asked(layout, ['--format', 'cyclonedx']),
  };
}

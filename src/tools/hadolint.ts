import type { Absence, Fault } from '../evidence/observation.ts';
import { type Environment, findProgram, type Surroundings, type VersionReading } from './find-program.ts';
import { type HadolintEngine, nativeHadolint } from './hadolint-engine.ts';
import { type HadolintAnswer, lintDockerfile } from './hadolint-lint.ts';
import { readHadolintVersion } from './hadolint-output.ts';
import { isAtLeast, type LockedProgram, lockedProgram } from './lock.ts';
import { findModule, wasmSettingOf } from './wasm-module.ts';

/** A hadolint that answers. */
export type Hadolint = {
  readonly version: string;
  readonly lint: (dockerfile: string) => Promise<HadolintAnswer>;
};

export type OpenedHadolint =
  | { readonly kind: 'open'; readonly hadolint: Hadolint }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'absent'; readonly absence: Absence };

/** What the collector needs of hadolint; it is looked for when it is opened. */
export type HadolintPort = { readonly open: () => Promise<OpenedHadolint> };

/** The hadolint of this machine. `neverIn`: the candidate's folders, which are not searched even if PATH lists them. */
export function hadolintPort(env: Environment, signal: AbortSignal, neverIn: readonly string[] = []): HadolintPort {
  const around: Surroundings = { env, platform: process.platform, neverIn };
  return { open: () => openHadolint(around, signal) };
}

async function openHadolint(around: Surroundings, signal: AbortSignal): Promise<OpenedHadolint> {
  const locked = lockedProgram('hadolint');
  const module = await findModule('hadolint', locked, around.env);
  if (module.kind === 'found') return openModule(module.bytes, locked, signal);
  if (module.kind === 'unusable') return { kind: 'fault', fault: module.fault };
  const readVersion = (path: string): Promise<VersionReading> => versionOf(nativeHadolint(path), signal);
  const found = await findProgram({ name: 'hadolint', locked, readVersion }, around);
  if (signal.aborted) return { kind: 'fault', fault: { message: 'hadolint was ended by abort', repair: 'Grade again, to the end.' } };
  switch (found.kind) {
    case 'found':
      return opened(nativeHadolint(found.path), found.version, signal);
    case 'unusable':
      return { kind: 'fault', fault: found.fault };
    case 'absent':
      return found;
  }
}

async function openModule(bytes: Uint8Array, locked: LockedProgram, signal: AbortSignal): Promise<OpenedHadolint> {
  const { wasmHadolint } = await import('./hadolint-wasm.ts');
  const compiled = await wasmHadolint(bytes);
  if (compiled.kind === 'unusable') return unusableModule(compiled.why, locked);
  const { engine } = compiled;
  const reading = await versionOf(engine, signal);
  if (reading.kind === 'unreadable') return unusableModule(reading.why, locked);
  if (!isAtLeast(reading.version, locked.atLeast)) return unusableModule(`it is ${reading.version}`, locked);
  return opened(engine, reading.version, signal);
}

const unusableModule = (why: string, { atLeast }: LockedProgram): OpenedHadolint => ({
  kind: 'fault',
  fault: {
    message: `hadolint.wasm can't be used: ${why}`,
    repair: `Set ${wasmSettingOf('hadolint')} to a WASI build of hadolint ${atLeast} or newer, or unset it.`,
  },
});

/** A hadolint in either form, of a version that is known to serve. */
export const opened = (engine: HadolintEngine, version: string, signal: AbortSignal): OpenedHadolint => ({
  kind: 'open',
  hadolint: { version, lint: (dockerfile) => lintDockerfile(engine, dockerfile, signal) },
});

async function versionOf(engine: HadolintEngine, signal: AbortSignal): Promise<VersionReading> {
  const run = await engine.run(['--version'], '', signal);
  if (run.kind === 'broken') return { kind: 'unreadable', why: run.fault.message };
  if (run.kind === 'overwhelmed') return { kind: 'unreadable', why: `it ${run.how}` };
  const version = readHadolintVersion(run.stdout);
  return version === undefined ? { kind: 'unreadable', why: "its answer is not hadolint's" } : { kind: 'version', version };
}

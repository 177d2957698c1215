import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Fault } from '../evidence/observation.ts';
import { cachedIn, type Environment, settingOf } from './find-program.ts';
import type { LockedProgram, ProgramName } from './lock.ts';

export type FoundModule =
  | { readonly kind: 'found'; readonly bytes: Uint8Array; readonly by: 'setting' | 'cache' }
  /** A setting names what can't be read. */
  | { readonly kind: 'unusable'; readonly fault: Fault }
  | { readonly kind: 'none' };

/** The environment variable that names a program's WebAssembly: `DOCC_HADOLINT_WASM`. */
export const wasmSettingOf = (name: string): string => `${settingOf(name)}_WASM`;

/**
 * Finds a program as WebAssembly: by its setting, or in docc's cache where it has the checksum of the lock file. A setting
 * that names the native program comes before the cache.
 */
export async function findModule(name: ProgramName, locked: LockedProgram, env: Environment): Promise<FoundModule> {
  const setting = env[wasmSettingOf(name)] ?? '';
  if (setting !== '') return bySetting(name, setting);
  const expected = locked.artefacts.find(({ platform }) => platform === 'wasm')?.sha256;
  if (expected === undefined || (env[settingOf(name)] ?? '') !== '') return { kind: 'none' };
  const bytes = await readFile(join(cachedIn(env, name, locked), `${name}.wasm`)).catch(() => undefined);
  if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== expected) return { kind: 'none' };
  return { kind: 'found', bytes, by: 'cache' };
}

async function bySetting(name: string, path: string): Promise<FoundModule> {
  const unusable = (why: string): FoundModule => ({
    kind: 'unusable',
    fault: {
      message: `${wasmSettingOf(name)} is ${path}: ${why}`,
      repair: `Set ${wasmSettingOf(name)} to a WASI build of ${name}, or unset it.`,
    },
  });
  if (!isAbsolute(path)) return unusable('it is not an absolute path');
  try {
    return { kind: 'found', bytes: await readFile(path), by: 'setting' };
  } catch (error) {
    return unusable(error instanceof Error ? error.message : String(error));
  }
}

import { vi } from 'vitest';
import type { Outage } from './fault.ts';

/** A quarter of every limit of 20 seconds and more, while a program hangs: it is waited for, and others have to have their time. */
export async function hurried<T>(outage: Outage<string, string> | undefined, act: () => Promise<T>): Promise<T> {
  if (outage?.kind !== 'hangs') return await act();
  const real = globalThis.setTimeout;
  const short = (later: () => void, ms = 0, ...given: []): NodeJS.Timeout => real(later, ms >= 20_000 ? ms / 4 : ms, ...given);
  vi.stubGlobal('setTimeout', Object.assign(short, real));
  try {
    return await act();
  } finally {
    vi.unstubAllGlobals();
  }
}

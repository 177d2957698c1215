/**
 * Aborted with `signal` or after so many milliseconds, whichever comes first; disposing of it ends the clock.
 *
 * Not `AbortSignal.any([signal, AbortSignal.timeout(ms)])`: sources are held weakly, and while nobody listens Node.js (24.21) collects
 * the timeout together with its clock. A wait that looks between two watches, and not in one, then never ended.
 */
export function deadline(signal: AbortSignal, ms: number): AbortSignal & Disposable {
  const late = new AbortController();
  // The clock holds `late`, and so what its end aborts.
  const clock = setTimeout(() => late.abort(new DOMException(`not within ${ms} ms`, 'TimeoutError')), Math.max(0, Math.ceil(ms))).unref();
  return Object.assign(AbortSignal.any([signal, late.signal]), { [Symbol.dispose]: (): void => clearTimeout(clock) });
}

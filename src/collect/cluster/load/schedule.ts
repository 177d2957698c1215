/** Random numbers of 0 to 1 that are the same for the same seed (mulberry32). */
function* numbers(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/**
 * When requests are sent, in milliseconds after the beginning: each half to one and a half mean gaps after the one before, so
 * that no rhythm of the cluster's own is met or missed every time.
 */
export function* moments(seed: number, perSecond: number): Generator<number, never> {
  const mean = 1000 / perSecond;
  let at = 0;
  for (const number of numbers(seed)) {
    yield at;
    at += mean * (0.5 + number);
  }
  throw new Error('random numbers have no end');
}

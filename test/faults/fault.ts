import fc from 'fast-check';

/** How a program goes wrong. `truncated` and `garbled` end well all the same. */
export const programKinds = ['exits 1', 'exits 2', 'exits 126', 'exits 137', 'SIGKILL', 'SIGSEGV', 'hangs', 'truncated', 'truncated and fails', 'garbled', 'floods', 'no room on disk', 'no file descriptors', 'no memory'] as const;
export type ProgramKind = (typeof programKinds)[number];

/** How a call of the system goes wrong. */
export const systemKinds = ['ENOSPC', 'EMFILE', 'EIO', 'EAGAIN'] as const;
export type SystemKind = (typeof systemKinds)[number];

/**
 * A fault is an outage: it begins with a call of a port, counted from 1, and goes on for so many calls. Whoever asks again after it
 * is answered as if it had not been.
 */
export type Outage<Port extends string, Kind extends string> = { readonly port: Port; readonly kind: Kind; readonly from: number; readonly calls: number };

/** Longer than any grade calls anything. */
export const forGood = 10_000;

export const outageOf = <Port extends string, Kind extends string>(port: Port, kinds: readonly Kind[], latest: number): fc.Arbitrary<Outage<Port, Kind>> =>
  fc.record({
    port: fc.constant(port),
    kind: fc.constantFrom(...kinds),
    from: fc.integer({ min: 1, max: latest }),
    calls: fc.oneof({ weight: 2, arbitrary: fc.constant(1) }, { weight: 2, arbitrary: fc.integer({ min: 2, max: 4 }) }, { weight: 1, arbitrary: fc.constant(forGood) }),
  });

export const isIn = ({ from, calls }: Outage<string, string>, call: number): boolean => call >= from && call < from + calls;

export const wordsOf = ({ port, kind, from, calls }: Outage<string, string>): string => `${port} ${kind} from call ${from} on${calls === forGood ? '' : `, for ${calls}`}`;

/** How often each fault really fired, by `port kind`. */
export type Fired = Map<string, number>;

export function count(fired: Fired, { port, kind }: Outage<string, string>, times: number): void {
  if (times > 0) fired.set(`${port}|${kind}`, (fired.get(`${port}|${kind}`) ?? 0) + times);
}

import fc from 'fast-check';
import { isIn, type Outage, outageOf, type SystemKind } from './fault.ts';

/** Calls of the system by what they are for: a disk that is written to or read from, and processes that are started. */
export const systemPorts = ['disk writes', 'disk reads', 'process starts'] as const;
export type SystemPort = (typeof systemPorts)[number];
export type SystemOutage = Outage<SystemPort, SystemKind>;

/** What each can fail with. */
const kindsOf: Readonly<Record<SystemPort, readonly SystemKind[]>> = { 'disk writes': ['ENOSPC', 'EMFILE', 'EIO'], 'disk reads': ['EMFILE', 'EIO'], 'process starts': ['EMFILE', 'EAGAIN'] };

/** `latest`: about as many calls as a grade makes. */
export const systemOutages = (latest: number): fc.Arbitrary<SystemOutage> => fc.oneof(...systemPorts.map((port) => outageOf(port, kindsOf[port], latest)));

const words: Readonly<Record<SystemKind, string>> = { ENOSPC: 'no space left on device', EMFILE: 'too many open files', EIO: 'i/o error', EAGAIN: 'resource temporarily unavailable' };

/** Stands between docc and Node.js: counts the calls of a grade, and fails those of an outage. */
export const system = {
  outage: undefined as SystemOutage | undefined,
  calls: 0,
  fired: 0,
  begin(outage: SystemOutage | undefined): void {
    Object.assign(this, { outage, calls: 0, fired: 0 });
  },
  /** How often it fired. */
  end(): number {
    const { fired } = this;
    this.begin(undefined);
    return fired;
  },
  /** What a call of that port fails with now, if it does. */
  trouble(port: SystemPort, call: string): NodeJS.ErrnoException | undefined {
    if (this.outage?.port !== port) return undefined;
    this.calls += 1;
    if (!isIn(this.outage, this.calls)) return undefined;
    this.fired += 1;
    const { kind } = this.outage;
    return Object.assign(new Error(`${kind}: ${words[kind]}, ${call}`), { code: kind, syscall: call });
  },
};

type Asynchronous = (...args: never[]) => Promise<unknown>;
type Synchronous = (...args: never[]) => unknown;

const writes = ['writeFile', 'mkdir', 'mkdtemp', 'rename', 'rm'] as const;
const reads = ['readFile', 'open', 'readdir'] as const;

/** node:fs/promises with the outage in it. */
export function failingPromises<Real extends object>(real: Real): Real {
  const wrapped = (port: SystemPort, names: readonly string[]) => names.map((name) => [name, failing(port, name, (real as Record<string, Asynchronous>)[name])] as const); // of names that it has
  return { ...real, ...Object.fromEntries([...wrapped('disk writes', writes), ...wrapped('disk reads', reads)]) };
}

function failing(port: SystemPort, name: string, call: Asynchronous | undefined): Asynchronous {
  return async (...args) => {
    const trouble = system.trouble(port, name);
    if (trouble !== undefined) throw trouble;
    return await call?.(...args);
  };
}

/** A module's calls that fail before they do anything, as `open` and `spawn` of too many descriptors do. */
export function failingCalls<Real extends object>(real: Real, port: SystemPort, names: readonly string[]): Real {
  const wrapped = names.map((name) => {
    const call = (real as Record<string, Synchronous>)[name]; // of names that it has
    const instead: Synchronous = (...args) => {
      const trouble = system.trouble(port, name);
      if (trouble !== undefined) throw trouble;
      return call?.(...args);
    };
    return [name, instead] as const;
  });
  return { ...real, ...Object.fromEntries(wrapped) };
}

import { performance } from 'node:perf_hooks';
import { isatty } from 'node:tty';
import type { Grader } from '../grade/grader.ts';
import type { WasmStandby } from '../tools/wasm.ts';
import { type Called, calledAs, type Started, standsIn } from './called.ts';
import { home } from './version.ts';

/** Where graders come from: folders in a checkout, a generated list in a package. */
export type FindGraders = (root: string, wanted: ReadonlySet<string>) => Promise<readonly Grader[]>;

/** What a command may touch of the machine, so that tests run commands in a world of their own. */
export type World = {
  /** Where the reader stands, which under npm is not the process's own folder. */
  readonly cwd: string;
  readonly called: Called;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly now: () => Date;
  /** Seconds from an arbitrary start; never goes back. */
  readonly elapsed: () => number;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly findGraders: FindGraders;
  /** hcl.wasm, where it was started before docc itself was loaded. */
  readonly hcl?: WasmStandby;
};

export type Stream = {
  readonly write: (text: string) => unknown;
  readonly isTTY: boolean;
  readonly columns: number;
};

export function realWorld(findGraders: FindGraders): World {
  const started: Started = { env: process.env, cwd: process.cwd(), script: process.argv[1] ?? 'docc', home };
  return {
    cwd: standsIn(started),
    called: calledAs(started),
    env: process.env,
    platform: process.platform,
    stdout: streamOf(process.stdout),
    stderr: streamOf(process.stderr),
    now: () => new Date(),
    elapsed: () => performance.now() / 1000,
    signal: interruption(),
    findGraders,
  };
}

const streamOf = (stream: NodeJS.WriteStream & { readonly fd: number }): Stream => ({
  write: (text) => stream.write(text),
  isTTY: isatty(stream.fd),
  columns: stream.columns ?? 80,
});

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // Once: a second Ctrl-C ends the process at once, as people expect.
    process.once(name, () => controller.abort(new Error(`stopped by ${name}`)));
  }
  return controller.signal;
}

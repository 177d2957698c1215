import type { Fault } from '../evidence/observation.ts';
import type { HadolintEngine, HadolintRun } from './hadolint-engine.ts';
import { type HadolintFinding, readFindings } from './hadolint-output.ts';
import { withoutPragmas } from './hadolint-pragmas.ts';

export type HadolintAnswer =
  | { readonly kind: 'linted'; readonly findings: readonly HadolintFinding[] }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** hadolint takes ten seconds for one RUN of 20,000 characters, and the square of that for more. */
const maxDockerfileBytes = 128 * 1024;

/**
 * Lints a Dockerfile under docc's rules; findings are in hadolint's order, those of ours first. A Dockerfile that hadolint
 * can't parse has the finding DL1000. One on which it exceeds its limits has findings as well, if it manages a trivial one.
 */
export async function lintDockerfile(engine: HadolintEngine, dockerfile: string, signal: AbortSignal): Promise<HadolintAnswer> {
  if (Buffer.byteLength(dockerfile) > maxDockerfileBytes) return tooMuch(`is not run on more than ${maxDockerfileBytes / 1024} KiB`);
  const { text, refused } = withoutPragmas(dockerfile);
  const run = await runTwice(engine, text, signal);
  if (run.kind === 'linted') return { kind: 'linted', findings: [...refused, ...run.findings] };
  if (run.kind === 'fault') return run;
  const control = await runTwice(engine, 'FROM scratch\n', signal);
  if (control.kind !== 'linted') return { kind: 'fault', fault: control.kind === 'fault' ? control.fault : overwhelmedByNothing(control.how) };
  // A machine that had stopped for a while has hadolint take all its time too: on what overwhelms it, it does so each time.
  const again = await runTwice(engine, text, signal);
  return again.kind === 'overwhelmed' ? tooMuch(again.how) : again.kind === 'linted' ? { kind: 'linted', findings: [...refused, ...again.findings] } : again;
}

type Attempt = HadolintAnswer | Extract<HadolintRun, { kind: 'overwhelmed' }>;

/** A fault may pass: once more before it counts. */
async function runTwice(engine: HadolintEngine, text: string, signal: AbortSignal): Promise<Attempt> {
  const first = await runOnce(engine, text, signal);
  return first.kind === 'fault' && !signal.aborted ? runOnce(engine, text, signal) : first;
}

async function runOnce(engine: HadolintEngine, text: string, signal: AbortSignal): Promise<Attempt> {
  const args = [...engine.rules, '--disable-ignore-pragma', '--no-color', '--format', 'json', '-'];
  const run = await engine.run(args, text, signal);
  if (run.kind === 'broken') return { kind: 'fault', fault: run.fault };
  if (run.kind === 'overwhelmed') return run;
  const findings = readFindings(run.stdout);
  // Exit code 1 means findings, and without any it means trouble of its own.
  const agrees = run.code === 0 || (run.code === 1 && findings?.length !== 0);
  return findings !== undefined && agrees ? { kind: 'linted', findings } : { kind: 'fault', fault: garbled(run) };
}

const garbled = ({ code, stderr }: Extract<HadolintRun, { kind: 'exited' }>): Fault => ({
  message: `hadolint ended with exit code ${code} and no findings that could be read: ${stderr.trim().slice(0, 300) || 'it said nothing'}`,
  repair: 'Install hadolint again, and grade again.',
});

const overwhelmedByNothing = (how: string): Fault => ({
  message: `hadolint ${how} on a Dockerfile of one line`,
  repair: 'Grade again when this machine has less to do.',
});

/** An error and a warning: what was not linted is free of neither, and each is judged by itself. */
const tooMuch = (how: string): HadolintAnswer => ({
  kind: 'linted',
  findings: (['error', 'warning'] as const).map((level) => ({
    code: 'DOCC-LINT-LIMIT',
    level,
    line: 1,
    message: `hadolint ${how}, so this Dockerfile was not linted: move what is long into a script that a RUN calls.`,
  })),
});

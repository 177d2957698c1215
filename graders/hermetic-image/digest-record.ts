import { type CommandLine, commandLine } from './command-line.ts';
import type { LiveJob } from './live-jobs.ts';
import type { LiveStep } from './live-steps.ts';
import type { Push } from './pushes.ts';

/** Whether what was pushed is written down where it can be found again: an output, a summary, an attestation, a file. */
export function recordsDigest({ live, job, by }: Push): boolean {
  // A reusable workflow that publishes hands the digest on.
  if (live === undefined) return true;
  return isHandedOn(live, job) || job.steps.some((step) => attests(step) || writesDigest(step)) || by === 'ko build';
}

/** `steps.push.outputs.digest` in a job's output or another step, not merely printed. */
function isHandedOn({ step: { id } }: LiveStep, { job, steps }: LiveJob): boolean {
  if (id === undefined) return false;
  const escaped = id.replaceAll(/[^\w-]/g, '');
  const digest = new RegExp(`steps(\\.${escaped}|\\['${escaped}'\\])\\.outputs\\.(digest|metadata|imageid)`, 'i');
  if (Object.values(job.outputs).some((output) => digest.test(output))) return true;
  return steps.some(({ step, commands }) => {
    if (Object.values(step.with).some((value) => digest.test(value))) return true;
    const used = [step.run ?? '', ...Object.values(step.env)].some((value) => digest.test(value));
    return used && (step.run === undefined || /GITHUB_(STEP_SUMMARY|OUTPUT|ENV)/.test(step.run) || commands.some((command) => !isPrinting(commandLine(command))));
  });
}

/** The log alone is gone with the run. */
const isPrinting = (line: CommandLine | undefined): boolean =>
  line === undefined || (/^(echo|printf|set|true|cat|date)$/.test(line.program) && !line.command.redirects.some(({ operator }) => operator.startsWith('>')));

/** An attestation or signature names what it is about by digest. */
function attests({ step, commands }: LiveStep): boolean {
  const action = step.uses?.kind === 'repository' ? step.uses.repository.toLowerCase() : '';
  if (/^actions\/attest(-build-provenance|-sbom)?$/.test(action)) return true;
  return commands.some((command) => {
    const line = commandLine(command);
    return line !== undefined && /^(cosign|notation)$/.test(line.program) && /^(sign|attest)$/.test(line.operands[0]?.text ?? '');
  });
}

/** Options by which a build or push writes the digest into a file. */
const digestFiles = ['metadata-file', 'digestfile', 'digest-file', 'image-refs', 'iidfile'];

/** A command that learns the digest, in a script that keeps what it learns. */
function writesDigest({ step, commands }: LiveStep): boolean {
  const lines = commands.flatMap((command) => commandLine(command) ?? []);
  if (lines.some(({ options }) => digestFiles.some((name) => options.has(name)))) return true;
  const redirects = lines.flatMap(({ command }) => command.redirects);
  const keeps = /GITHUB_(STEP_SUMMARY|OUTPUT|ENV)/.test(step.run ?? '') || redirects.some(({ operator }) => operator.startsWith('>'));
  return keeps && lines.some(readsDigest);
}

function readsDigest({ program, operands }: CommandLine): boolean {
  const words = operands.map(({ text }) => text).join(' ');
  if (/^(crane|gcrane)$/.test(program)) return words.startsWith('digest');
  if (program === 'regctl') return words.startsWith('image digest');
  if (/^(docker|podman|skopeo)$/.test(program)) return /^(inspect|image inspect|manifest inspect|buildx imagetools inspect)\b/.test(words);
  return program === 'aws' && words.startsWith('ecr describe-images');
}

import type { Observation } from '../evidence/observation.ts';
import type { Submission } from '../submission/submission.ts';
import type { HadolintPort } from '../tools/hadolint.ts';
import type { HclPort } from '../tools/hcl.ts';
import { collectDockerfile } from './dockerfile/collect.ts';
import { dockerfile } from './dockerfile/section.ts';
import { collectLint } from './lint/collect.ts';
import { lint } from './lint/section.ts';
import type { Record } from './record.ts';
import { collectTerraform } from './terraform/collect.ts';
import { terraform } from './terraform/section.ts';
import { collectTree } from './tree/collect.ts';
import { tree } from './tree/section.ts';
import { collectWorkflow } from './workflow/collect.ts';
import { workflow } from './workflow/section.ts';

export type SourcePorts = { readonly hadolint: HadolintPort; readonly hcl: HclPort };

/** The source tier: every section that files alone can tell, side by side as far as one doesn't need another. */
export async function collectSource(submission: Submission, ports: SourcePorts, record: Record): Promise<void> {
  const hadolint = openedEarly(submission, ports.hadolint);
  const terraforms = record(terraform, () => collectTerraform(submission, ports));
  const trees = record(tree, async () => collectTree(submission));
  const workflows = record(workflow, async () => collectWorkflow(submission));
  const dockerfiles = record(dockerfile, async () => {
    const [seenTree, seenWorkflow] = [await trees, await workflows];
    return after(seenTree, ({ suspects }) => after(seenWorkflow, (facts) => collectDockerfile(submission, facts, suspects)));
  });
  const lints = record(lint, async () => {
    const seen = await dockerfiles;
    if (seen.status !== 'observed') return seen;
    return await collectLint({ dockerfiles: textsOf(submission, seen.facts.files.map(({ path }) => path)), hadolint });
  });
  await Promise.all([terraforms, trees, workflows, dockerfiles, lints]);
}

/** Finding hadolint and asking its version takes a process of its own: under way while files are parsed. */
function openedEarly(submission: Submission, hadolint: HadolintPort): HadolintPort {
  if (!submission.files.some(({ path }) => /(docker|container)file/i.test(path))) return hadolint;
  const opened = hadolint.open();
  opened.catch(() => undefined); // told by whoever awaits it
  return { open: () => opened };
}

/** What comes after a section has its trouble when that has none of its facts. */
function after<Seen, Facts>(seen: Observation<Seen>, collect: (facts: Seen) => Observation<Facts>): Observation<Facts> {
  return seen.status === 'observed' ? collect(seen.facts) : seen;
}

function textsOf({ files }: Submission, paths: readonly string[]): readonly { readonly path: string; readonly text: string }[] {
  const wanted = new Set(paths);
  return files.filter(({ path }) => wanted.has(path)).map(({ path, bytes }) => ({ path, text: new TextDecoder().decode(bytes) }));
}

import { hash } from 'node:crypto';
import type { Submission, SubmissionFile } from '../../submission/submission.ts';
import { hclPort } from '../../tools/hcl.ts';
import { collectTerraform } from './collect.ts';
import { type Root, terraform, type TerraformFacts } from './section.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

export function submissionOf(files: Files): Submission {
  const all = Object.entries(files).map(([path, content]): SubmissionFile => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return { path, executable: false, bytes, sha256: hash('sha256', bytes) };
  });
  return { identity: { digest: `sha256:${'0'.repeat(64)}` }, files: all.toSorted((a, b) => (a.path < b.path ? -1 : 1)), refused: [], refusedBeyond: 0 };
}

export const hcl = hclPort(new AbortController().signal);

/** What the collector records of these files, through the section's own schema. */
export async function factsOf(files: Files): Promise<TerraformFacts> {
  const observation = await collectTerraform(submissionOf(files), { hcl });
  if (observation.status !== 'observed') throw new Error(JSON.stringify(observation));
  return terraform.schema.parse(observation.facts);
}

/** Of files with a single root module. */
export async function rootOf(files: Files): Promise<Root> {
  const { roots, problems } = await factsOf(files);
  const [root] = roots;
  if (root === undefined || roots.length > 1 || problems.length > 0) throw new Error(JSON.stringify({ roots: roots.map(({ path }) => path), problems }));
  return root;
}

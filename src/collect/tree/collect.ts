import { hash } from 'node:crypto';
import { type Observation, observed } from '../../evidence/observation.ts';
import type { Submission, SubmissionFile } from '../../submission/submission.ts';
import { suspectsByName } from './names.ts';
import { secretsIn } from './secrets.ts';
import type { Suspect, TreeFacts } from './section.ts';
import { textOf } from './text.ts';

const maxSuspects = 200;

/** What a submission holds, by digest; and what of it looks like a secret or like Terraform's state. */
export function collectTree({ files, refused, refusedBeyond }: Submission): Observation<TreeFacts> {
  return observed({
    files: files.map(factsOf),
    refused: [...refused],
    refusedBeyond,
    suspects: [...suspectsOf(files)],
  });
}

type FileFacts = TreeFacts['files'][number];

function factsOf({ path, bytes, sha256, executable }: SubmissionFile): FileFacts {
  const sha256lf = digestAsLf(bytes);
  return { path, bytes: bytes.length, sha256, ...(sha256lf !== undefined && { sha256lf }), ...(executable && { executable }) };
}

/** Undefined where the file has no CRLF, or is no text. */
function digestAsLf(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!buffer.includes('\r\n') || buffer.includes(0)) return undefined;
  return hash('sha256', Buffer.from(buffer.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'));
}

/** By name first, so that no heap of secrets hides the state; then in order. */
function suspectsOf(files: readonly SubmissionFile[]): readonly Suspect[] {
  const found = [...suspectsByName(files)];
  for (const { path, bytes } of files) {
    if (found.length >= maxSuspects) break;
    const text = textOf(bytes);
    if (text !== undefined) found.push(...secretsIn(path, text).map(({ line, kind }) => ({ path, line, kind })));
  }
  return found.slice(0, maxSuspects).toSorted(byPlace);
}

/** Code units will do: any order that is the same everywhere. */
const byPlace = (a: Suspect, b: Suspect): number => (a.path === b.path ? (a.line ?? 0) - (b.line ?? 0) : a.path < b.path ? -1 : 1);

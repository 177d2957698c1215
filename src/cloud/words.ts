import type { Kept } from './sweep.ts';
import { sweep } from './sweep.ts';
import { submissionText } from './marks.ts';
import type { TeardownProof } from './proof.ts';
import { keyOf, type Seen } from './resource.ts';
import type { Spend } from './spend.ts';

/** What stands in the account, for a terminal. */
export function statusText(seen: readonly Seen[], blind: readonly { readonly what: string; readonly because: string }[], now: Date): string {
  const { remove, young, unclear } = sweep(seen, now);
  const lines = [
    ...young.map(({ resource, marks }) => `${keyOf(resource)}, of ${submissionText(marks.submission)}, may stand until ${marks.expires.toISOString()}`),
    ...remove.map(({ resource, marks }) => `${keyOf(resource)}, of ${submissionText(marks.submission)}, was to be gone by ${marks.expires.toISOString()}: \`docc cloud teardown --expired\` removes it`),
    ...unclear.map(({ resource, because }: Kept) => `${keyOf(resource)} is left alone: ${because}`),
    ...blind.map(({ what, because }) => `${what} could not be looked into: ${because}`),
  ];
  return lines.length === 0 ? "nothing of docc's stands\n" : `${lines.join('\n')}\n`;
}

const cell = (text: string): string => text.replaceAll(/[|\r\n`<>]/g, ' ');

/** As a fold of a comment shows it, and the page of a run. */
export function proofMarkdown(proof: TeardownProof): string {
  const head = proof.complete ? '**Everything that was made is gone.**' : '**Not everything is known to be gone:** the janitor goes on with it.';
  const rows = proof.resources.map(({ resource, created, deleted, state, because }) => `| \`${cell(keyOf(resource))}\` | ${created ?? ''} | ${deleted ?? ''} | ${cell(because === undefined ? state : `${state}: ${because}`)} |`);
  const table = rows.length === 0 ? [] : ['| resource | created | deleted | |', '| --- | --- | --- | --- |', ...rows];
  return [head, '', ...table, '', spendWords(proof.spend), ''].join('\n');
}

export function proofText(proof: TeardownProof): string {
  const rows = proof.resources.map(({ resource, state, because }) => `${keyOf(resource)}: ${state}${because === undefined ? '' : `, ${because}`}`);
  return [...rows, proof.complete ? 'nothing of it is left' : 'not everything is known to be gone; the same command goes on from there', spendWords(proof.spend), ''].join('\n');
}

const spendWords = ({ dollars, asOf, region }: Spend): string => `About $${dollars.toFixed(4)} by AWS's list prices of ${asOf} for ${region}; the bill has the last word.`;

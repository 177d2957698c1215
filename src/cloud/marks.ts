import { z } from 'zod';

/** Names and values as AWS tags, Kubernetes labels and the text of a TXT record all take them. */
export type Tags = Readonly<Record<string, string>>;

/** Whose grade a resource serves: a commit of a repository, by GitHub's number, which outlives renames. */
export type SubmissionId = { readonly repositoryId: number; readonly sha: string };

/** What every resource bears from the call on that creates it: there is no moment at which one stands without. */
export type Marks = { readonly submission: SubmissionId; readonly expires: Date };

export const ownerTag = 'docc-owner';
export const submissionTag = 'docc-submission';
export const expiresTag = 'docc-expires';
export const owner = 'docc';

/** The longest that a resource of docc's may be meant to stand, in minutes: a job's hour, its teardown's, and no more. */
export const longestLife = 150;

export const submissionText = ({ repositoryId, sha }: SubmissionId): string => `${repositoryId}-${sha}`;

const submissionPattern = /^([1-9]\d{0,14})-([0-9a-f]{40})$/;

export const submissionId = z.string().regex(submissionPattern, 'give <repository id>-<commit>, such as 1234-0123456789abcdef0123456789abcdef01234567').transform((text) => readSubmission(text));

function readSubmission(text: string): SubmissionId {
  const [, id = '', sha = ''] = submissionPattern.exec(text) ?? [];
  return { repositoryId: Number(id), sha };
}

/** `20261121T180000Z`: a label takes no colon. Seconds, rounded up, so that nothing goes before its time. */
export function timeText(time: Date): string {
  const whole = new Date(Math.ceil(time.getTime() / 1000) * 1000);
  return whole.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

const timePattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

function readTime(text: string): Date | undefined {
  const parts = timePattern.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time.getTime()) || timeText(time) !== text ? undefined : time;
}

export const tagsOf = ({ submission, expires }: Marks): Tags => ({
  [ownerTag]: owner,
  [submissionTag]: submissionText(submission),
  [expiresTag]: timeText(expires),
});

/** What is to be made of a resource's tags. */
export type Reading =
  | { readonly kind: 'ours'; readonly marks: Marks }
  /** It says that it is docc's, and bears not all that docc gives: somebody else's doing, or somebody's change. */
  | { readonly kind: 'unclear'; readonly because: string }
  | { readonly kind: 'not-ours' };

export function marksIn(tags: Tags): Reading {
  if (tags[ownerTag] !== owner) return { kind: 'not-ours' };
  const submission = tags[submissionTag] ?? '';
  const expires = readTime(tags[expiresTag] ?? '');
  if (!submissionPattern.test(submission)) return { kind: 'unclear', because: `its tag ${submissionTag} names no submission` };
  if (expires === undefined) return { kind: 'unclear', because: `its tag ${expiresTag} is no time` };
  return { kind: 'ours', marks: { submission: readSubmission(submission), expires } };
}

export const isSameSubmission = (one: SubmissionId, other: SubmissionId): boolean => submissionText(one) === submissionText(other);

import { z } from 'zod';

export const commitId = z.string().regex(/^[0-9a-f]{40}$/);
const challengeId = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
export const challengeVersion = z.string().regex(/^[0-9A-Za-z.+-]{1,32}$/);

/** What a grade on GitHub is of: a commit, judged by a challenge in a version. */
export const subject = z.strictObject({ sha: commitId, challenge: challengeId, version: challengeVersion });
export type Subject = z.infer<typeof subject>;

/** How our check run of a subject is found again: GitHub stores it and gives it a meaning to nobody else. */
export const externalIdOf = ({ sha, challenge, version }: Subject): string => `${sha}:${challenge}:${version}`;

/** The check's name, as branch protection asks for it. */
export const checkNameOf = ({ challenge }: Pick<Subject, 'challenge'>): string => `docc (${challenge})`;

/**
 * Whose writes count as ours. A check run can be changed by the App that made it alone; GITHUB_TOKEN writes as the App
 * `github-actions`, which any job of the repository can be.
 */
export type Self = { readonly login: string; readonly app: string };

/** The account that an App comments as. */
export const selfOf = (app: string): Self => ({ login: `${app}[bot]`, app });

export const shortSha = (sha: string): string => sha.slice(0, 7);

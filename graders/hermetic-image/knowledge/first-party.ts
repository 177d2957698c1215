/**
 * Owners that need no pin: they are those of the runner, of GITHUB_TOKEN and of the machine itself, so that a commit would
 * guard against nobody who couldn't do the same without it. Their branches still move under a release. As of November 2026.
 * https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
 */
export const firstPartyOwners: ReadonlySet<string> = new Set(['actions', 'github']);

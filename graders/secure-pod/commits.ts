import type { Value } from '../../src/collect/terraform/section.ts';
import { refsIn, refText } from '../../src/terraform/value.ts';

/** Whether an unknown text is named by the commit that it was made of: as good a version as any. */
export const isOfCommit = (value: Value | undefined): boolean => refsIn(value).map(refText).some((ref) => /github\.sha|GITHUB_SHA|COMMIT_SHA|GIT_SHA|git_sha|commit_sha/.test(ref));

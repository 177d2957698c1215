/** What a new check or grader begins with: everything that it needs, and tests that fail until it is filled in. Paths are the repository's. */
export type Skeleton = Readonly<Record<string, string>>;

const camel = (id: string): string => id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `after`: the checks that must pass first; none of a root. */
export function checkSkeleton(grader: string, id: string, after: readonly string[]): Skeleton {
  const checks = `graders/${grader}/checks`;
  return {
    [`${checks}/${id}.ts`]: `import { tree } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import type { Judgement } from '../../../src/grade/judgement.ts';

export default check({
  id: '${id}',
  title: 'FILL IN: what is true when it passes, as a sentence',
  // The sections it reads, each from a section.ts of src/collect; their facts reach \`judge\`.
  needs: { tree },
  after: [${after.map((each) => `'${each}'`).join(', ')}],
  weight: 1,
  level: 'mid',
  // Ids of \`skills\` in the challenge.
  skills: [],
  why: 'FILL IN: what goes wrong in the world when this is missing.',
  // An https page that explains it.
  docs: '',
  judge: (): Judgement => {
    // pass(observed), fail({ expected, observed, at, fix, reproduce }) or unresolved(reason, at), all of src/grade/judgement.ts. Pure:
    // no file, no clock. The fix turns the check green when it is followed, and the command fails until then.
    throw new Error('FILL IN: ${checks}/${id}.ts judges nothing yet');
  },
});
`,
    [`${checks}/${id}.test.ts`]: `import { prove } from '../../../test/prove.ts';
import ${camel(id)} from './${id}.ts';

await prove(import.meta.url, ${camel(id)});
`,
    [`${checks}/${id}.examples.yml`]: `# Small submissions, each judged as a whole one would be; the first of each is the one that \`docc explain\` shows.
good:
  - title: FILL IN what is right
    files:
      README.md: |
        FILL IN
bad:
  - title: FILL IN what is wrong
    files:
      README.md: |
        FILL IN
    observed: FILL IN the very words that \`judge\` observes
    at: README.md:1
# Where files alone can't tell; delete it if they always can.
unresolved:
  - title: FILL IN what is not known
    files:
      README.md: |
        FILL IN
    reason: FILL IN the very words of \`unresolved\`
`,
    [`test/submissions/mutants/${id}/expect.yml`]: `# One mistake in test/submissions/reference: beside this file lie the files that differ, whole; \`heal\` undoes it.
mistake: FILL IN the mistake, as a sentence.
loses:
  - check: ${id}
    observed: FILL IN the very words that \`judge\` observes
    at: README.md:1
heal:
  - path: FILL-IN
    find: FILL IN what is wrong
    put: FILL IN what is right
`,
  };
}

/** `action`: the action.yml of a grader that is there, with its id and title: every grader is called alike. */
export function graderSkeleton(id: string, like: { readonly id: string; readonly title: string; readonly action: string }): Skeleton {
  const title = 'FILL IN: the objective, as the challenge says it';
  const root = `${id}-declared`;
  return {
    [`graders/${id}/grader.ts`]: `import { grader } from '../../src/grade/grader.ts';

export default grader({
  id: '${id}',
  title: '${title}',
  // The check that shows that work was done: an untouched template fails it, and every other check comes after it.
  roots: ['${root}'],
});
`,
    [`graders/${id}/action.yml`]: like.action.replaceAll(like.title, () => title).replaceAll(like.id, id),
    ...checkSkeleton(id, root, []),
  };
}

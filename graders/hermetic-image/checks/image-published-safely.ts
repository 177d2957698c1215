import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { tree } from '../../../src/collect/tree/section.ts';
import { workflow } from '../../../src/collect/workflow/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { credentialsOf, type Unsafe } from '../credentials.ts';
import { few } from '../few.ts';
import { code } from '../../../src/grade/markdown.ts';
import { isNamed, publishing } from '../publication.ts';
import { recordOf, triggerOf } from '../publishing-care.ts';

export default check({
  id: 'image-published-safely',
  title: 'The image is published safely, and its digest is kept',
  needs: { workflow, tree, dockerfile },
  after: ['image-published'],
  weight: 1,
  level: 'mid',
  skills: ['ci.publishing', 'ci.credentials'],
  why: 'Whoever can open a pull request, or read a password in a file, could otherwise put their own image under your name.',
  docs: 'https://docs.github.com/en/actions/reference/security/secure-use',
  judge: (sections, settings) => {
    const { asked, unclear } = publishing(sections, settings);
    const safeties = [...asked, ...unclear.filter(isNamed)].flatMap((each) => [triggerOf(each), credentialsOf(each), recordOf(each)]);
    const [first, ...others] = few(distinct(safeties.filter((each): each is Unsafe => each.kind === 'unsafe')));
    if (first !== undefined) {
      return fail({
        expected: 'credentials by OIDC, GITHUB_TOKEN or a secret; no push for pull requests; the digest kept in an output, a summary, an attestation or a file',
        observed: [first, ...others].map(({ observed }) => observed).join('; '),
        at: first.at,
        alsoAt: others.map(({ at }) => at),
        fix: [first, ...others].map(({ fix }) => fix).join('\n'),
        reproduce: [first, ...others].map(({ reproduce }) => reproduce).filter((each, index, all) => all.indexOf(each) === index).join(' && '),
      });
    }
    const open = safeties.find((each) => each.kind === 'unclear');
    if (open !== undefined) return unresolved(`${open.because} is not in the files`, open.at);
    return pass(`${code(asked[0]?.to.name ?? '')} is pushed with issued credentials and its digest is kept`);
  },
});

/** Once for each trigger that leads to it is too often. */
const distinct = (all: readonly Unsafe[]): readonly Unsafe[] =>
  all.filter((each, index) => all.findIndex(({ observed, at }) => observed === each.observed && at.path === each.at.path && at.line === each.at.line) === index);

import { workflow } from '../../../src/collect/workflow/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { credentialsOf, type Safety, type Unsafe } from '../credentials.ts';
import { recordsDigest } from '../digest-record.ts';
import { block, code } from '../markdown.ts';
import { publishing, type Publishing } from '../publication.ts';
import { shellPath, shellWord } from '../shell-word.ts';

export default check({
  id: 'image-published-safely',
  title: 'The image is published with issued credentials, never for a pull request, and its digest is recorded',
  needs: { workflow },
  after: ['image-published'],
  weight: 1,
  level: 'mid',
  skills: ['ci.publishing', 'ci.credentials'],
  why: 'Whoever can open a pull request, or read a password in a file, could otherwise put their own image under your name.',
  docs: 'https://docs.github.com/en/actions/reference/security/secure-use',
  judge: ({ workflow }, settings) => {
    const { asked } = publishing(workflow, settings);
    const safeties = asked.flatMap((each) => [triggerOf(each), credentialsOf(each), recordOf(each)]);
    const [first, ...others] = distinct(safeties.filter((each): each is Unsafe => each.kind === 'unsafe'));
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

type Asked = Publishing['asked'][number];

/** Once for each trigger that leads to it is too often. */
const distinct = (all: readonly Unsafe[]): readonly Unsafe[] =>
  all.filter((each, index) => all.findIndex(({ observed, at }) => observed === each.observed && at.path === each.at.path && at.line === each.at.line) === index);

/** What stands in the event itself can be true of it; what the repository's settings hold is not in the files. */
function triggerOf({ push }: Asked): Safety {
  const { trigger, path } = push.job;
  const { certainty } = push;
  if (!/^pull_request(_target)?$/.test(trigger.event) || certainty.kind === 'no') return { kind: 'safe' };
  if (certainty.kind === 'perhaps' && !certainty.because.startsWith('github.')) return { kind: 'unclear', at: push.at, because: certainty.because };
  return {
    kind: 'unsafe',
    at: push.at,
    observed: `it is pushed on ${code(trigger.event)} too`,
    fix: `Write in the job or step that pushes:${block("if: github.event_name != 'pull_request' && github.event_name != 'pull_request_target'", 'yaml')}\nOr take ${code(`${trigger.event}:`)} out of \`on:\` (line ${trigger.line}).`,
    reproduce: `{ ! grep -E '^[^#]*pull_request(_target)? *(:|,|]|$)' ${shellPath(path)} || grep -F "github.event_name != 'pull_request'" ${shellPath(path)}; }`,
  };
}

function recordOf({ push, to }: Asked): Safety {
  if (recordsDigest(push)) return { kind: 'safe' };
  return {
    kind: 'unsafe',
    at: push.at,
    observed: 'the digest of what was pushed is kept nowhere',
    fix: push.line === undefined ? keepOutput(push) : keepInspected(to.name),
    reproduce: `grep -E 'digest|metadata-file|attest|cosign|imagetools inspect' ${shellPath(push.at.path)}`,
  };
}

function keepOutput({ live, job }: Asked['push']): string {
  const id = live?.step.id;
  const output = `outputs:\n  digest: \${{ steps.${id ?? 'push'}.outputs.digest }}`;
  return `${id === undefined ? 'Write `id: push` in the step that pushes, and in' : 'Write in'} the job ${code(job.job.id)}:${block(output, 'yaml')}`;
}

const keepInspected = (name: string): string =>
  `Write behind the push, in the same script and with the tag that it pushes:${block(`docker buildx imagetools inspect ${shellWord(name)} --format '{{.Manifest.Digest}}' >> "$GITHUB_STEP_SUMMARY"`, 'sh')}`;

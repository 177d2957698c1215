import { workflow, type Job, type WorkflowFacts, type WorkflowFile } from '../../../src/collect/workflow/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Location, pass } from '../../../src/grade/judgement.ts';
import { andMore, few } from '../few.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { looseActions } from '../pinning.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';

export default check({
  id: 'workflow-pinned',
  title: 'Workflows pin what they run and narrow what it may do',
  needs: { workflow },
  // Without a workflow there is nothing to pin, and no point for it.
  after: ['image-published'],
  weight: 1,
  level: 'mid',
  skills: ['ci.supply-chain'],
  why: "In March 2025 and again in March 2026 the tags of popular actions were moved to code that stole secrets; who had pinned commits kept theirs. GitHub's own actions run on GitHub's own machine, so a release tag will do for those.",
  docs: 'https://docs.github.com/en/actions/reference/security/secure-use',
  discuss: {
    topic: 'continuous-delivery',
    failed: '{observed}: one of those maintainers loses a token tonight. What can the attacker reach from your next run?',
  },
  judge: ({ workflow }) => {
    const allLoose = looseActions(workflow);
    const allWide = workflow.files.flatMap((file) => tooWide(file, workflow));
    const [loose, wide] = [few(allLoose), few(allWide)];
    const [first, ...others] = [...loose.map(({ at }) => at), ...wide.map(({ at }) => at)];
    if (first === undefined) return pass('every third-party action by commit, every job with permissions of its own');
    const texts = [...new Set(loose.map(({ text }) => code(text)))];
    const unpinnedOnes = texts.length > 0 ? [`${list(texts)}${andMore(allLoose)} without a commit`] : [];
    return fail({
      expected: 'third-party actions by full commit, and permissions narrower than write-all for every job',
      observed: [...unpinnedOnes, ...wide.map(({ observed }) => observed)].join('; ') + andMore(allWide),
      at: first,
      alsoAt: others,
      fix: [...loose, ...wide].map(({ fix }) => fix).filter((fix, index, all) => all.indexOf(fix) === index).join('\n'),
      reproduce: [...(loose.length > 0 ? [unpinned] : []), ...new Set(wide.map(({ reproduce }) => reproduce))].join(' && '),
    });
  },
});

/** Of what `uses:` names, all but local paths, commits, digests, and releases of GitHub's own. */
const unpinned = `! grep -rnE '^[^#]*uses: *[^ ]' .github | grep -vE 'uses: *["'\\'']?([.$]/|(actions|github)/[^@]*@v?[0-9])|@[0-9a-f]{40}|@sha256:[0-9a-f]{64}'`;

type Wide = { readonly at: Location; readonly observed: string; readonly fix: string; readonly reproduce: string };

/** A reusable workflow without permissions has those of its caller. */
function tooWide(file: WorkflowFile, { files }: WorkflowFacts): readonly Wide[] {
  const isCalled = files.some(({ jobs }) => jobs.some(({ uses }) => uses?.kind === 'local' && uses.path === file.path));
  const inherits = isCalled && file.on.every(({ event }) => event === 'workflow_call');
  return file.jobs.flatMap((job) => {
    const effective = job.permissions.kind === 'unset' ? file.permissions : job.permissions;
    if (effective.kind === 'scopes' || (effective.kind === 'all' && effective.access === 'read')) return [];
    if (effective.kind === 'unset' && inherits) return [];
    return [wide(file, job, effective.kind === 'all' ? effective.line : undefined)];
  });
}

function wide({ path }: WorkflowFile, job: Job, line: number | undefined): Wide {
  const lines = block('permissions:\n  contents: read', 'yaml');
  const inPlace = line === undefined ? '' : `\nin place of \`write-all\` on line ${line}.`;
  return {
    at: { path, line: line ?? job.line },
    observed: line === undefined ? `the job ${code(job.id)} has whatever permissions the repository gives` : `the job ${code(job.id)} may write everything`,
    fix: `${code(path)}: write at the top, and give a job that needs more what it needs:${lines}${inPlace}`,
    reproduce: `grep -E '^permissions:' ${shellPath(path)} && ! grep -E '^[^#]*permissions: *.?write-all' ${shellPath(path)}`,
  };
}

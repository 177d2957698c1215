import { basename } from 'node:path';
import type { WorkflowFacts } from '../../src/collect/workflow/section.ts';
import { fail, type Judgement } from '../../src/grade/judgement.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { block, code } from '../../src/grade/markdown.ts';
import type { Publication, Publishing } from './publication.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { serverFolder } from './starter.ts';
import { publishingWorkflow } from './starter-workflow.ts';

/** Why no workflow publishes the image, by what comes nearest to it. */
export const unpublished = (workflow: WorkflowFacts, found: Publishing, settings: Settings): Judgement =>
  refused(workflow) ?? nearMiss(found, settings) ?? unreached(workflow, settings) ?? nowhere(workflow, settings);

const expectedOf = ({ image }: Settings): string => {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return `a workflow that pushes \`${image}\`, or \`ghcr.io/<owner>/${name}\`, or \`…/${name}\` in ECR`;
};

/** A file that GitHub refuses never runs. */
function refused({ files }: WorkflowFacts): Judgement | undefined {
  const file = files.find(({ problems }) => problems.length > 0);
  const [problem] = file?.problems ?? [];
  if (file === undefined || problem === undefined) return undefined;
  return fail({
    expected: 'workflows that GitHub can run, one of which pushes the image',
    observed: `GitHub refuses ${code(file.path)}: ${problem.message}`,
    at: { path: file.path, line: problem.line },
    fix: file.problems.map(({ line, fix }) => `Line ${line} of ${code(file.path)}: ${fix}`).join('\n'),
    reproduce: `actionlint ${shellPath(file.path)}`,
  });
}

/** A push of something else, or a build without a push. */
function nearMiss({ foreign, other, idle }: Publishing, settings: Settings): Judgement | undefined {
  const [wrong] = other;
  const [strange] = foreign;
  if (strange?.making.kind === 'other') return notTheApp(strange, strange.making.what, settings);
  const [still] = idle.filter(({ to }) => to.kind !== 'other');
  if (still !== undefined) return unpushed(still, settings);
  if (wrong === undefined) return undefined;
  const { push, to } = wrong;
  const name = settings.image.slice(settings.image.lastIndexOf('/'));
  return fail({
    expected: expectedOf(settings),
    observed: to.name === '' ? `${code(push.by)} pushes without a name` : `${code(push.by)} pushes ${code(to.name)}`,
    at: push.at,
    fix: `Name the image as it was asked for; of \`docker/build-push-action\`, by the input:${block(`tags: ${settings.image}:\${{ github.sha }}`, 'yaml')}`,
    reproduce: `grep -rE ${shellWord(`${settings.image}|(ghcr[.]io|amazonaws[.]com|public[.]ecr[.]aws)/.*${name}`)} .github/workflows`,
  });
}

function notTheApp({ push, to }: Publication, what: string, settings: Settings): Judgement {
  const folder = serverFolder(settings);
  return fail({
    expected: expectedOf(settings),
    observed: `${code(push.by)} pushes ${code(to.name)}, which ${what}`,
    at: push.at,
    fix: `Build the server's own Dockerfile in the job that pushes:${push.line === undefined ? block(`context: ${folder}`, 'yaml') : block(`docker build --tag ${settings.image} ${folder}`, 'sh')}`,
    reproduce: `grep -rE ${shellWord(`(context: *"?|docker .*build.* )(\\./)?(${folder}|[.])"?$`)} .github`,
  });
}

function unpushed({ push, to }: Publication, settings: Settings): Judgement {
  return fail({
    expected: expectedOf(settings),
    observed: `${code(push.by)} builds ${code(to.name)} and does not push it`,
    at: push.at,
    fix: push.line === undefined ? `Write in the \`with:\` of that step:${block('push: true', 'yaml')}` : `Write behind \`${push.by}\`:${block('--push')}`,
    reproduce: push.line === undefined ? "grep -rE '^ *push: *(true|[$])' .github" : "grep -rE -e '--push( |=true|$)' .github",
  });
}

/** A build that would push, if a run ever came to it. */
function unreached({ files }: WorkflowFacts, settings: Settings): Judgement | undefined {
  for (const { path, jobs } of files) {
    for (const { line, uses, with: given } of jobs.flatMap(({ steps }) => steps)) {
      if (uses?.kind !== 'repository' || uses.repository.toLowerCase() !== 'docker/build-push-action' || given['push'] === undefined) continue;
      const on = block('on:\n  push:\n    branches: [main]', 'yaml');
      return fail({
        expected: expectedOf(settings),
        observed: `${code(uses.repository)} pushes only where no run comes to`,
        at: { path, line },
        fix: `Begin the workflow so:${on}\nand take out what keeps its runs from that step: filters and matrices that let nothing through, conditions that are never met, steps before it that fail.`,
        reproduce: `gh run list --workflow ${shellWord(basename(path))} --status success --json databaseId --jq '.[].databaseId' | grep .`,
      });
    }
  }
  return undefined;
}

function nowhere({ files }: WorkflowFacts, settings: Settings): Judgement {
  const path = '.github/workflows/image.yml';
  return fail({
    expected: expectedOf(settings),
    observed: files.length === 0 ? 'no workflow' : 'no workflow pushes an image',
    at: files[0] && { path: files[0].path },
    fix: `Write ${code(path)}, with actions pinned to commits:${block(publishingWorkflow(settings), 'yaml')}`,
    reproduce: "grep -rE '^ *push: *(true|[$])' .github/workflows",
  });
}

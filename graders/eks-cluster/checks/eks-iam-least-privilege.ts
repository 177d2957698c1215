import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Location, pass, unresolved } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';
import { type Breadth, breadthsOf } from '../iam-everything.ts';
import { everythingPolicies } from '../knowledge/node-policies.ts';
import { type NodeRight, nodeRightsOf } from '../iam-nodes.ts';

export default check({
  id: 'eks-iam-least-privilege',
  title: 'IAM roles hold no more than they need',
  needs: { terraform },
  after: ['eks-cluster-declared'],
  weight: 2,
  level: 'senior',
  skills: ['aws.iam'],
  why: 'A node’s role is what an attacker gets who breaks out of one pod; a role that may do everything makes any slip the loss of the account.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html',
  discuss: {
    topic: 'cloud-native',
    passed: 'IAM here: {observed}. How would you find rights that a role holds and has never used?',
    failed: '{observed}. Somebody runs code in one pod of this cluster: what of the account do they reach, and how?',
  },
  judge: ({ terraform }) => {
    const [breadths, rights] = [breadthsOf(terraform), nodeRightsOf(terraform)];
    const troubles = [...breadths.flatMap(ofBreadth), ...rights.filter(({ what }) => !everythingPolicies.has(what)).flatMap(ofRight)];
    const [first, ...others] = troubles;
    if (first !== undefined) {
      return fail({
        expected: 'nobody who may do everything, and node roles with the documented worker, ECR, CNI, SSM, CloudWatch agent and pull-through policies only',
        observed: list([...new Set(troubles.map(({ observed }) => observed))]),
        at: first.at,
        alsoAt: others.map(({ at }) => at),
        fix: [...new Set(troubles.map(({ fix }) => fix))].join('\n'),
        reproduce: [...new Set(troubles.map(({ reproduce }) => reproduce))].join(' && '),
      });
    }
    const open = [...rights, ...breadths].find(({ kind }) => kind === 'unknown');
    if (open !== undefined) return unresolved(`files alone don't tell what ${code(open.what)} grants`, open.at);
    return pass(rights.length === 0 ? 'nobody may do everything' : `nodes hold ${list([...new Set(rights.map(({ what }) => what))].map(code))}`);
  },
});

type Trouble = { readonly observed: string; readonly at: Location; readonly fix: string; readonly reproduce: string };

function ofBreadth({ kind, what, by, at }: Breadth): readonly Trouble[] {
  if (kind === 'unknown') return [];
  const where = `line ${at.line ?? 1} of ${code(at.path)}`;
  if (!what.includes('`') && !what.includes(' ')) {
    const fix = `Take ${code(what)} out of ${where}, and attach a policy that names what is needed.`;
    return [{ observed: `${code(by)} grants ${code(what)}`, at, fix, reproduce: absent(what, at) }];
  }
  const named = block('Action   = ["<service>:<action>"]\nResource = ["<ARN of what it is done to>"]', 'hcl');
  const pattern = `"?(Not)?(Action|actions|not_actions|NotAction)"?[[:space:]]*[=:][[:space:]]*(\\[[[:space:]]*)?\\\\?"\\*|"?(NotAction|not_actions)"?[[:space:]]*[=:]`;
  return [{ observed: `${code(by)} grants ${what}`, at, fix: `Name the actions and what they are done to, ${where} and below, in place of ${what}:${named}`, reproduce: `! grep -nE ${shellWord(pattern)} ${shellPath(at.path)}` }];
}

function ofRight({ kind, what, at }: NodeRight): readonly Trouble[] {
  if (kind !== 'excess') return [];
  const fix = `Take ${code(what)} out of ${code(at.path)}, line ${at.line ?? 1} and what it takes its values from. Where a pod needs it, give it to a role of that pod’s own, by Pod Identity or IRSA.`;
  return [{ observed: `nodes hold ${code(what)}`, at, fix, reproduce: absent(what, at) }];
}

const absent = (what: string, { path }: Location): string => `! grep -nF -- ${shellWord(what)} ${shellPath(path)}`;

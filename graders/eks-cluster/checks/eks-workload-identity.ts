import { manifests, type ManifestsFacts } from '../../../src/collect/manifests/section.ts';
import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Location, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { identitiesOf, type Identity, type Unserved, unservedOf } from '../identity.ts';
import { unreadableAddon } from '../identity-callers.ts';
import { agentRepair, fargateRepair, identityRepair } from '../identity-fixes.ts';
import type { Repair } from '../repair.ts';

export default check({
  id: 'eks-workload-identity',
  title: 'What calls AWS has an identity of its own',
  needs: { terraform, manifests },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'senior',
  skills: ['aws.iam', 'eks.identity'],
  why: 'A program without a role of its own either fails at its first call or borrows its node’s, and then so can every other pod on that node.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html',
  discuss: {
    topic: 'cloud-native',
    passed: 'Identities here: {observed}. Follow one call to AWS from a pod: who signs it, and how long do those credentials live?',
    failed: '{observed}. What does that program do at its first call to AWS, and where would you see it?',
  },
  judge: ({ terraform, manifests }) => {
    const identities = identitiesOf(terraform, manifests);
    const troubles = [...unservedOf(terraform, manifests).map((each) => ofUnserved(terraform, each)), ...identities.flatMap((each) => ofIdentity(terraform, manifests, each))];
    const [first, ...others] = troubles;
    if (first !== undefined) {
      return fail({
        expected: 'IRSA, or Pod Identity with its agent, for the service account of each program that calls AWS',
        observed: list([...new Set(troubles.map(({ observed }) => observed))]),
        at: first.at,
        alsoAt: others.map(({ at }) => at),
        fix: [...new Set(troubles.map(({ fix }) => fix))].join('\n'),
        reproduce: [...new Set(troubles.map(({ reproduce }) => reproduce))].join(' && '),
      });
    }
    const open = identities.find(({ kind }) => kind === 'unknown');
    if (open !== undefined) return unresolved(`files alone don't tell who ${code(open.caller.name)} is to AWS`, open.caller.at);
    const unread = unreadableAddon(terraform);
    if (unread !== undefined) return unresolved(`files alone don't tell which add-ons ${code(unread.address)} brings`, unread.at);
    return pass(identities.length === 0 ? 'nothing that the files install calls AWS' : list([...new Set(identities.map(shown))]));
  },
});

type Trouble = Repair & { readonly observed: string; readonly at: Location };

function ofUnserved(facts: TerraformFacts, unserved: Unserved): Trouble {
  const { by, at, because } = unserved;
  if (because === 'Fargate') return { observed: `${code(by)} uses Pod Identity, which Fargate has not`, at, ...fargateRepair(unserved) };
  return { observed: `${code(by)} uses Pod Identity, and nothing installs its agent`, at, ...agentRepair(facts, unserved) };
}

function ofIdentity(facts: TerraformFacts, manifests: ManifestsFacts, identity: Identity): readonly Trouble[] {
  const { caller, kind } = identity;
  const { namespace = '…', name = '…' } = caller.account;
  if (kind === 'refused') return [{ observed: `the role of ${code(caller.name)} does not let ${code(`${namespace}:${name}`)} in`, at: caller.at, ...identityRepair(facts, manifests, identity) }];
  return kind === 'none' ? [{ observed: `${code(caller.name)} has no role`, at: caller.at, ...identityRepair(facts, manifests, identity) }] : [];
}

function shown(identity: Identity): string {
  const name = code(identity.caller.name);
  return identity.kind === 'own' ? `${name} by ${identity.how}` : `${name} by its node’s documented policy`;
}

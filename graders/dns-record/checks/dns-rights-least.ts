import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { addressOf } from '../../../src/terraform/declared.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { externalDnsByTerraform } from '../external-dns.ts';
import { excessive } from '../rights-failures.ts';
import { type Reach, type Right, rights } from '../rights.ts';

export default check({
  id: 'dns-rights-least',
  title: 'DNS rights are for that zone only',
  needs: { terraform },
  after: ['record-declared'],
  weight: 1,
  level: 'senior',
  skills: ['aws.iam', 'dns.ownership'],
  why: 'Whoever takes over a pod that may write to every zone takes over the mail and the website of every domain in the account.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-managing-permissions.html',
  judge: ({ terraform }, settings) => {
    const inside = rights(terraform).filter(({ holder }) => holder.kind !== 'outside');
    const [first, ...others] = inside.filter(({ holder, reach }) => holder.kind === 'in the cluster' && isExcessive(reach));
    if (first !== undefined) return excessive(first, others, settings);
    return undecided(terraform, inside) ?? pass(inside.length === 0 ? 'nothing in the cluster may write to Route 53' : `${list([...new Set(inside.map(({ by }) => code(addressOf(by))))])} may change named zones`);
  },
});

const isExcessive = ({ kind }: Reach): boolean => kind === 'every zone' || kind === 'beyond records' || kind === 'nothing';

function undecided(facts: TerraformFacts, inside: readonly Right[]): Judgement | undefined {
  const unknownHolder = inside.find(({ holder, reach }) => holder.kind === 'open' && isExcessive(reach));
  if (unknownHolder !== undefined) return unresolved(`${code(addressOf(unknownHolder.by))} allows changes of every zone; who holds it, files don't tell`, unknownHolder.at);
  const open = inside.find(({ reach }) => reach.kind === 'open');
  if (open?.reach.kind === 'open') return unresolved(`${code(addressOf(open.by))} may change ${code(open.reach.on)}, which has no value here`, open.at);
  const [dns] = inside.length === 0 ? externalDnsByTerraform(facts) : [];
  return dns && unresolved(`what external-dns (${code(dns.by)}) may change is said outside these files`, dns.at);
}

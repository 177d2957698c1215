import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { addressOf } from '../../../src/terraform/declared.ts';
import { code, list } from '../../hermetic-image/markdown.ts';
import { shellPath } from '../../hermetic-image/shell-word.ts';
import { externalDns } from '../external-dns.ts';
import { type Reach, type Right, rights } from '../rights.ts';
import { hcl, placed, zoneArn } from '../snippets.ts';

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
    const [excessive, ...others] = inside.filter(({ holder, reach }) => holder.kind === 'in the cluster' && isExcessive(reach));
    if (excessive !== undefined) return refused(excessive, others, settings);
    return undecided(terraform, inside) ?? pass(inside.length === 0 ? 'nothing in the cluster may write to Route 53' : `${list([...new Set(inside.map(({ by }) => code(addressOf(by))))])} may change named zones`);
  },
});

const isExcessive = ({ kind }: Reach): boolean => kind === 'every zone' || kind === 'beyond records' || kind === 'nothing';

function undecided(facts: TerraformFacts, inside: readonly Right[]): Judgement | undefined {
  const unknownHolder = inside.find(({ holder, reach }) => holder.kind === 'open' && isExcessive(reach));
  if (unknownHolder !== undefined) return unresolved(`${code(addressOf(unknownHolder.by))} allows changes of every zone; who holds it, files don't tell`, unknownHolder.at);
  const open = inside.find(({ reach }) => reach.kind === 'open');
  if (open?.reach.kind === 'open') return unresolved(`${code(addressOf(open.by))} may change ${code(open.reach.on)}, which has no value here`, open.at);
  const [dns] = inside.length === 0 ? externalDns(facts) : [];
  return dns && unresolved(`what external-dns (${code(addressOf(dns.by))}) may change is said outside these files`, dns.at);
}

function refused(right: Right, others: readonly Right[], settings: Settings): Judgement {
  return fail({
    expected: 'route53:ChangeResourceRecordSets on the one zone; listing may be on all',
    observed: `${code(addressOf(right.by))} ${observed(right.reach)}`,
    at: right.at,
    alsoAt: others.map(({ at }) => at),
    fix: [right, ...others].map((each) => narrowed(each, settings)).join('\n'),
    reproduce: [right, ...others].map(reproduce).join(' && '),
  });
}

function observed(reach: Reach): string {
  if (reach.kind === 'every zone') return `may change every zone (${code(reach.on)})`;
  if (reach.kind === 'beyond records') return `may do ${code(reach.action)}, delete the zone among it`;
  return 'is given no zone, which AWS refuses';
}

function narrowed({ at, how, by: { root } }: Right, settings: Settings): string {
  const arn = zoneArn(root, settings);
  if (how.kind === 'argument') return `At ${placed(at)} write${hcl(`  ${how.name} = [${arn}]`)}`;
  if (how.kind === 'managed') return `At ${placed(at)} attach, instead of ${code(how.policy)}, a policy of these statements:${hcl(jsonStatements(arn))}`;
  return `At ${placed(at)} write, in place of the statement that allows the change:${hcl(how.statement.written === 'json' ? jsonStatements(arn) : blockStatements(arn))}`;
}

const listing = ['route53:ListHostedZones', 'route53:ListHostedZonesByName', 'route53:ListResourceRecordSets', 'route53:ListTagsForResources'];
const quoted = (indent: string): string => listing.map((action) => `${indent}"${action}",`).join('\n');

const jsonStatements = (arn: string): string =>
  `      {
        Effect   = "Allow"
        Action   = "route53:ChangeResourceRecordSets"
        Resource = ${arn}
      },
      {
        Effect = "Allow"
        Action = [
${quoted('          ')}
        ]
        Resource = "*"
      },`;

const blockStatements = (arn: string): string =>
  `  statement {
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = [${arn}]
  }

  statement {
    actions = [
${quoted('      ')}
    ]
    resources = ["*"]
  }`;

function reproduce({ at, how }: Right): string {
  const path = shellPath(at.path);
  if (how.kind === 'argument') return `grep -nE '${how.name}"?[[:space:]]*[=:]' ${path} | grep -vE 'hostedzone/[*]|[[][[:space:]]*[]]'`;
  return how.kind === 'managed' ? `! grep -nF 'policy/${how.policy}' ${path}` : wideStatements;
}

/** Statement by statement, wherever a policy is written: one that allows changes, on every zone or along with more. */
const wideStatements = String.raw`find . -regextype posix-extended -regex '.*[.](tf|tofu|json|tpl|tftpl)' -exec awk 'BEGIN { RS = "}"; one = "\"?[ \t]*[=:][ \t\n]*[[]?[ \t\n]*\"[*]\"" } /[Rr]oute53:(Change|[*])/ && (/hostedzone\/[*]/ || /[Rr]oute53:[*]/ || $0 ~ "([Rr]esource|resources)" one) { bad = 1 } $0 ~ "([Aa]ction|actions)" one { bad = 1 } END { exit bad }' {} +`;

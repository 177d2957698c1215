import { fail, type Judgement } from '../../src/grade/judgement.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { addressOf } from '../../src/terraform/declared.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import type { Reach, Right } from './rights.ts';
import { hcl, placed, zoneArn } from './snippets.ts';

/** The first is told, the others are places with the same trouble. */
export function excessive(right: Right, others: readonly Right[], settings: Settings): Judgement {
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

import type { Root } from '../../src/collect/terraform/section.ts';
import { fail, type Judgement } from '../../src/grade/judgement.ts';
import { addressOf, placeOf, sourcesOf } from '../../src/terraform/declared.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { type DnsRecord, isWhollyKnown } from './records.ts';
import { aliasBlock, balancerTags, hcl, placed, searched } from './snippets.ts';
import type { Target } from './targets.ts';
import { zonesOf } from './zones.ts';

export const expected = 'a target that is derived from the ingress load balancer, whatever its name is today';

/** Balancers have names in zones of AWS: one looks for them in vain in one's own. */
export function inWrongZone({ by, alias, aliasZone }: DnsRecord, of: string): Judgement | undefined {
  const [zone] = zonesOf(by.root, aliasZone);
  const isRecord = alias !== undefined && (isWhollyKnown(alias) || sourcesOf(by.root, alias, { type: 'aws_route53_record' }).length > 0);
  if (zone === undefined || isRecord) return undefined;
  const at = placeOf(by, aliasZone);
  return fail({
    expected,
    observed: `${of} looks for the balancer in ${code(addressOf(zone.by))}`,
    at,
    fix: `At ${placed(at)} give the balancer's own zone, as in${aliasBlock(by.root)}`,
    reproduce: `! sed -n ${at.line ?? 1}p ${shellPath(at.path)} | grep -F aws_route53_zone`,
  });
}

type Astray = Extract<Target, { kind: 'typed' | 'elsewhere' }>;

export function astray({ by: { root } }: DnsRecord, of: string, target: Astray): Judgement {
  return fail({ expected, observed: `${of} points at ${shown(target)}`, at: target.at, fix: fix(of, target, root), reproduce: reproduce(target, root.path) });
}

function shown(target: Astray): string {
  if (target.kind === 'elsewhere') return `${code(target.of)}, ${target.because}`;
  return `${code(target.text)}${target.lookup === undefined ? '' : `, by which ${code(target.lookup)} looks the balancer up`}`;
}

function fix(of: string, target: Astray, root: Root): string {
  const where = placed(target.at);
  if (target.kind === 'typed' && target.lookup !== undefined) return `At ${where} let ${code(target.lookup)} look for what stays, the tags that the controller gives:${hcl(balancerTags(root))}`;
  const rest = target.kind === 'typed' ? `\nand leave ${code(target.text)} nowhere, no variable's default either.` : '';
  return `At ${where} let ${of} take its target from the load balancer:${aliasBlock(root)}${rest}`;
}

function reproduce(target: Astray, root: string): string {
  if (target.kind === 'typed') return `! ${searched(`-F -e ${shellWord(target.text)}`, root)}`;
  const [type = ''] = target.of.split('.');
  return `! sed -n ${target.at.line ?? 1}p ${shellPath(target.at.path)} | grep -F ${shellWord(type)}`;
}

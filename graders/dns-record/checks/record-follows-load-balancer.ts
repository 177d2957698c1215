import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { addressOf } from '../../../src/terraform/declared.ts';
import { shownText } from '../../../src/terraform/text.ts';
import { asList } from '../../../src/terraform/value.ts';
import { code } from '../../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';
import { type Maker, makers, shownMaker } from '../makers.ts';
import { placed } from '../snippets.ts';
import { astray, expected, inWrongZone } from '../target-failures.ts';
import { followed } from '../targets.ts';

export default check({
  id: 'record-follows-load-balancer',
  title: 'The record follows the load balancer',
  needs: { terraform, manifests },
  after: ['record-declared'],
  weight: 3,
  level: 'mid',
  skills: ['dns.records', 'terraform.data-sources'],
  why: 'Controllers make a balancer anew when its Service is: a name that was typed in then leads to nothing, or to the stranger who gets it next.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html',
  discuss: {
    topic: 'system-and-network',
    passed: 'The record finds its balancer by itself: {observed}. What happens to visitors, minute by minute, while the ingress controller’s Service is replaced?',
    failed: 'The record’s target is fixed: {observed}. Who would notice that the balancer has another name, and how?',
  },
  judge: (sources, settings) => {
    const all = makers(sources, settings);
    const judged = all.map((maker) => byMaker(sources.terraform, maker));
    const [worst] = ['fail', 'unresolved', 'pass'].flatMap((verdict) => judged.filter((each) => each.verdict === verdict));
    return worst ?? unresolved('no record for the host is known');
  },
});

function byMaker(facts: TerraformFacts, maker: Maker): Judgement {
  if (maker.kind === 'external-dns') return bySource(maker);
  const { record } = maker;
  const target = followed(facts, record);
  const of = code(addressOf(record.by));
  if (target.kind === 'follows') return inWrongZone(record, of) ?? pass(`${of} points at ${code(target.of)}`);
  return target.kind === 'open' ? unresolved(`${of}: ${target.reason}`, target.at) : astray(record, of, target);
}

/** external-dns reads the balancer's name from the status, unless an annotation says another. */
function bySource(maker: Extract<Maker, { kind: 'external-dns' }>): Judgement {
  const { target, at, source } = maker.source;
  const said = asList(target);
  if (said.kind === 'absent' || said.kind === 'other') return pass(`${shownMaker(maker)}, which reads the balancer's name from the status`);
  const text = said.kind === 'known' ? said.is.map(shownText).join(', ') : shownText(said.value);
  if (said.kind === 'unknown' || said.is.some((each) => 'unknown' in each)) return pass(`${shownMaker(maker)}, with a target that is looked up`);
  return fail({
    expected,
    observed: `${shownMaker(maker)} is told the target ${code(text)}`,
    at,
    fix:
      source === 'crd'
        ? `At ${placed(at)} take \`targets\` from the balancer (\`data.aws_lb.ingress.dns_name\`) instead of ${code(text)}.`
        : `At ${placed(at)} take the annotation \`external-dns.alpha.kubernetes.io/target\` away: external-dns reads the target from the object's status.`,
    // A template takes it from the values of its chart.
    reproduce: /\.ya?ml$/.test(at.path) ? `! grep -rnF --include='*.y*ml' ${shellWord(text)} .` : `! grep -nF ${shellWord(text)} ${shellPath(at.path)}`,
  });
}

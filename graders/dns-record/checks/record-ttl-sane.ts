import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, type Location, pass, unresolved } from '../../../src/grade/judgement.ts';
import { addressOf, placeOf } from '../../../src/terraform/declared.ts';
import { matchesText, shownText } from '../../../src/terraform/text.ts';
import { asNumber, asText } from '../../../src/terraform/value.ts';
import { code } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';
import { type Maker, makers, shownMaker } from '../makers.ts';
import type { DnsRecord } from '../records.ts';
import { hcl, placed } from '../snippets.ts';
import { secondsOf } from '../ttl.ts';
import { refsShown } from '../words.ts';

/** Five minutes: what people will wait for a change, and external-dns's own default. */
const longest = 300;

export default check({
  id: 'record-ttl-sane',
  title: 'A change of the record is seen within minutes',
  needs: { terraform, manifests },
  after: ['record-declared'],
  weight: 1,
  level: 'mid',
  skills: ['dns.ttl'],
  why: 'Resolvers keep an answer for as long as its TTL says: with a day, half of the visitors still go to the balancer that was replaced yesterday.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/best-practices-dns.html',
  judge: (sources, settings) => {
    const judged = makers(sources, settings).map((maker) => (maker.kind === 'terraform' ? ofRecord(maker.record) : ofSource(maker)));
    const [worst] = ['fail', 'unresolved', 'pass'].flatMap((verdict) => judged.filter((each) => each.verdict === verdict));
    return worst ?? unresolved('no record for the host is known');
  },
});

const expected = `an alias, or a TTL of at most ${longest} s`;

function ofRecord({ by, alias, ttl }: DnsRecord): Judgement {
  const of = code(addressOf(by));
  const at = placeOf(by, ttl);
  if (alias !== undefined) return ttl === undefined ? pass(`${of} is an alias`) : beside(of, at);
  const seconds = asNumber(ttl);
  if (seconds.kind === 'unknown') return unresolved(`the TTL of ${of} is ${code(refsShown(ttl))}, which has no value here`, at);
  if (seconds.kind === 'known' && seconds.is <= longest) return pass(`${of} is kept for ${seconds.is} s`);
  const said = seconds.kind === 'known' ? `is kept for ${seconds.is} s` : 'has no TTL';
  return fail({
    expected,
    observed: `${of} ${said}`,
    at,
    fix: `In ${of} (${placed(at)}) write${hcl(`  ttl     = ${longest}`)}`,
    reproduce: `grep -nE 'ttl"?[[:space:]]*[=:][[:space:]]*"?([12]?[0-9]{1,2}|300)([^0-9]|$)' ${shellPath(at.path)}`,
  });
}

/** Its provider: "ttl": conflicts with alias. */
const beside = (of: string, at: Location): Judgement =>
  fail({
    expected,
    observed: `${of} has a TTL beside its alias, which Terraform refuses`,
    at,
    fix: `Take \`ttl\` away at ${placed(at)}: an alias is kept for as long as its target says.`,
    reproduce: `! sed -n ${at.line ?? 1}p ${shellPath(at.path)} | grep -F ttl`,
  });

/** An alias lives as long as its target says; a CNAME of external-dns for 300 s, or what an annotation says. */
function ofSource(maker: Extract<Maker, { kind: 'external-dns' }>): Judgement {
  const { dns, source } = maker;
  const asCname = (dns.flags.get('aws-prefer-cname') ?? []).some((each) => matchesText(each, 'true') === 'yes') || source.source === 'crd';
  const text = asText(source.ttl);
  if (!asCname || text.kind === 'absent' || text.kind === 'other') return pass(`${shownMaker(maker)} ${asCname ? `is kept for ${longest} s` : 'becomes an alias'}`);
  const seconds = text.kind === 'known' ? secondsOf(text.is) : undefined;
  if (seconds === undefined) return unresolved(`the TTL of ${shownMaker(maker)} is ${code(refsShown(source.ttl))}, which can't be read here`, source.at);
  if (seconds <= longest) return pass(`${shownMaker(maker)} is kept for ${seconds} s`);
  return fail({
    expected,
    observed: `${shownMaker(maker)} is kept for ${seconds} s`,
    at: source.at,
    fix: `At ${placed(source.at)} write \`${longest}\` instead of ${code(shownText(source.ttl))}, or take the TTL away.`,
    reproduce: `! grep -nE '(ttl|recordTTL)"?[[:space:]]*[=:][[:space:]]*"?${shownText(source.ttl).replaceAll(/[^\w]/g, '.')}([^0-9]|$)' ${shellPath(source.at.path)}`,
  });
}

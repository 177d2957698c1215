import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { addressOf, blockOf, placeOf } from '../../../src/terraform/declared.ts';
import { refsIn } from '../../../src/terraform/value.ts';
import { code, list } from '../../hermetic-image/markdown.ts';
import { shellPath } from '../../hermetic-image/shell-word.ts';
import { covers, type ExternalDns, externalDns, isFiltered } from '../external-dns.ts';
import { dnsName, holdsHost, isKnownName, shownName } from '../host.ts';
import { answers, records } from '../records.ts';
import { fileIn, hcl, homeRoot, placed, searched, zoneLookup } from '../snippets.ts';
import { unreadModules } from '../unread-modules.ts';
import { unseenWriter } from '../unseen-writer.ts';
import { refsShown } from '../words.ts';
import { type Zone, zones } from '../zones.ts';

export default check({
  id: 'zone-known',
  title: 'The hosted zone is known',
  needs: { terraform },
  after: [],
  weight: 2,
  level: 'junior',
  skills: ['aws.route53', 'dns.zones'],
  why: 'A record goes into a zone: one that nobody can see, or that belongs to another name, answers nobody.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html',
  judge: ({ terraform }, settings) => {
    const all = zones(terraform);
    const fitting = all.filter(({ name }) => holdsHost(name, settings));
    return known(fitting) ?? filtered(terraform, settings) ?? givenById(terraform, settings) ?? undecided(terraform, fitting) ?? missing(terraform, settings, all, fitting);
  },
});

/** A zone that is declared or looked up as one likes is there in any case. */
function known(fitting: readonly Zone[]): Judgement | undefined {
  const open = fitting.filter(({ isPrivate }) => isPrivate === 'no');
  const sure = open.find(({ by }) => by.exists === 'yes') ?? (new Set(open.map(({ how }) => how)).size === 2 ? open[0] : undefined);
  return sure && pass(`the zone is ${sure.how} (${code(addressOf(sure.by))})`);
}

function filtered(facts: TerraformFacts, settings: Settings): Judgement | undefined {
  const dns = externalDns(facts).find((each) => each.by.exists === 'yes' && covers(each, settings) === 'yes' && isFiltered(each) === 'yes');
  return dns && pass(`external-dns is held to the zone (${code(addressOf(dns.by))})`);
}

/** A record that takes its zone's id from another state, a parameter or a text names its zone too. */
function givenById(facts: TerraformFacts, settings: Settings): Judgement | undefined {
  for (const record of records(facts)) {
    const { zoneId, by } = record;
    if (zoneId === undefined || record.zones.length > 0 || answers(record, settings) === 'no') continue;
    const from = refsIn(zoneId).find((ref) => blockOf(by.root, ref)?.kind !== 'variable');
    if (from !== undefined) return pass(`the zone's id comes from ${code(from.to)}`);
    if ('known' in zoneId) return pass(`the zone is named by its id in ${code(addressOf(by))}`);
    return unresolved(`the zone's id is given by ${code(refsShown(zoneId))}, which has no value here`, placeOf(by, zoneId));
  }
  return undefined;
}

function undecided(facts: TerraformFacts, fitting: readonly Zone[]): Judgement | undefined {
  const zone = fitting.find(({ isPrivate }) => isPrivate !== 'yes');
  if (zone !== undefined) return unresolved(`whether ${code(addressOf(zone.by))} ${zone.isPrivate === 'maybe' ? 'is private' : 'is there'} depends on values that are not in the files`, placeOf(zone.by, zone.privateBy));
  const dns = externalDns(facts).find((each) => isFiltered(each) === 'maybe' || each.by.exists === 'maybe' || each.flags.has('regex-domain-filter'));
  if (dns !== undefined) return unresolved(`which zones external-dns writes to is said outside these files (${code(addressOf(dns.by))})`, dns.at);
  const writer = unseenWriter(facts);
  if (writer !== undefined) return unresolved(`${code(addressOf(writer.by))} is a right of external-dns: whether that is installed, and held to which zones, is told by manifests`, writer.at);
  const [module] = unreadModules(facts);
  return module && unresolved(`${code(addressOf(module))} may make the zone: its code is not here`, placeOf(module));
}

function missing(facts: TerraformFacts, settings: Settings, all: readonly Zone[], fitting: readonly Zone[]): Judgement {
  const [hidden] = fitting;
  if (hidden !== undefined) return hiddenZone(hidden, settings);
  const [other] = all;
  if (other !== undefined && isKnownName(other.name)) return otherZone(other, settings);
  const [loose] = externalDns(facts);
  if (loose !== undefined) return looseWriter(loose, settings);
  const root = homeRoot(facts);
  return fail({
    expected: expected(settings),
    observed: 'no hosted zone is declared or looked up',
    fix: `Look the given zone up, in ${code(fileIn(root, 'dns.tf'))}:${hcl(zoneLookup(settings))}`,
    reproduce: searched('-F aws_route53_zone', root?.path),
  });
}

const expected = ({ domain }: Settings): string => `a public hosted zone for ${domain}, declared or looked up, or external-dns held to it by a domain filter`;

function hiddenZone(zone: Zone, settings: Settings): Judgement {
  const at = placeOf(zone.by, zone.privateBy);
  const found = zone.how === 'looked up';
  return fail({
    expected: expected(settings),
    observed: `${code(addressOf(zone.by))} is a private zone`,
    at,
    fix: found ? `In ${placed(at)} write:${hcl('  private_zone = false')}` : `Take the \`vpc\` block at ${placed(at)} away, or look the given zone up instead:${hcl(zoneLookup(settings))}`,
    reproduce: `! grep -nE ${found ? `'private_zone"?[[:space:]]*[=:][[:space:]]*"?true|^[[:space:]]*"?vpc_id'` : `'^[[:space:]]*"?vpc"?[[:space:]]*[={:]'`} ${shellPath(at.path)}`,
  });
}

function otherZone({ by, name, nameValue }: Zone, settings: Settings): Judgement {
  const variable = refsIn(nameValue).map((ref) => blockOf(by.root, ref)).find((each) => each?.kind === 'variable');
  const at = placeOf(by, nameValue);
  const there = variable === undefined ? at : placeOf({ block: variable });
  return fail({
    expected: expected(settings),
    observed: `${code(name)} can't hold ${code(`service.docc.${settings.domain}`)}`,
    at,
    fix: variable === undefined ? `In ${placed(at)} write ${code(`"${settings.domain}"`)}.` : `Give ${code(variable.address)} (${placed(there)}) the value ${code(`"${settings.domain}"`)}.`,
    reproduce: `grep -nE '"([a-z0-9-]+\\.)*${settings.domain.replaceAll('.', '\\.')}\\.?"' ${shellPath(there.path)}`,
  });
}

function looseWriter({ by, at, flags }: ExternalDns, settings: Settings): Judgement {
  const others = (flags.get('domain-filter') ?? []).map((each) => code(shownName(dnsName(each))));
  return fail({
    expected: expected(settings),
    observed: others.length === 0 ? `external-dns has no domain filter (${code(addressOf(by))})` : `external-dns is held to ${list(others)} (${code(addressOf(by))})`,
    at,
    fix: `Give external-dns the chart value${hcl(`domainFilters = ["${settings.domain}"]`)}\nor, on its command line, \`--domain-filter=${settings.domain}\`.`,
    reproduce: `grep -nE '(domainFilters|domain-filter).*${settings.domain.replaceAll('.', '\\.')}' ${shellPath(at.path)}`,
  });
}

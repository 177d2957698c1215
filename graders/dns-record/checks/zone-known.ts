import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { addressOf, blockOf, placeOf } from '../../../src/terraform/declared.ts';
import { refsIn } from '../../../src/terraform/value.ts';
import { code } from '../../../src/grade/markdown.ts';
import { covers, externalDns, isFiltered, type Sources } from '../external-dns.ts';
import { holdsHost } from '../host.ts';
import { answers, records } from '../records.ts';
import { unreadModules } from '../unread-modules.ts';
import { unseenWriter } from '../unseen-writer.ts';
import { refsShown } from '../words.ts';
import { zoneMissing } from '../zone-failures.ts';
import { type Zone, zones } from '../zones.ts';

export default check({
  id: 'zone-known',
  title: 'The hosted zone is known',
  needs: { terraform, manifests },
  after: [],
  weight: 2,
  level: 'junior',
  skills: ['aws.route53', 'dns.zones'],
  why: 'A record goes into a zone: one that nobody can see, or that belongs to another name, answers nobody.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html',
  judge: (sources, settings) => {
    const { terraform } = sources;
    const all = zones(terraform);
    const fitting = all.filter(({ name }) => holdsHost(name, settings));
    return known(fitting) ?? filtered(sources, settings) ?? givenById(terraform, settings) ?? undecided(sources, fitting) ?? zoneMissing(sources, settings, all);
  },
});

/** A zone that is declared or looked up as one likes is there in any case. */
function known(fitting: readonly Zone[]): Judgement | undefined {
  const open = fitting.filter(({ isPrivate }) => isPrivate === 'no');
  const sure = open.find(({ by }) => by.exists === 'yes') ?? (new Set(open.map(({ how }) => how)).size === 2 ? open[0] : undefined);
  return sure && pass(`the zone is ${sure.how} (${code(addressOf(sure.by))})`);
}

function filtered(sources: Sources, settings: Settings): Judgement | undefined {
  const dns = externalDns(sources).find((each) => each.exists === 'yes' && covers(each, settings) === 'yes' && isFiltered(each) === 'yes');
  return dns && pass(`external-dns is held to the zone (${code(dns.by)})`);
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

function undecided(sources: Sources, fitting: readonly Zone[]): Judgement | undefined {
  const zone = fitting.find(({ isPrivate }) => isPrivate !== 'yes');
  if (zone !== undefined) return unresolved(`whether ${code(addressOf(zone.by))} ${zone.isPrivate === 'maybe' ? 'is private' : 'is there'} depends on values that are not in the files`, placeOf(zone.by, zone.privateBy));
  const dns = externalDns(sources).find((each) => isFiltered(each) === 'maybe' || each.exists === 'maybe' || each.flags.has('regex-domain-filter'));
  if (dns !== undefined) return unresolved(`which zones external-dns writes to is said outside these files (${code(dns.by)})`, dns.at);
  const writer = unseenWriter(sources);
  if (writer !== undefined) return unresolved(`${code(addressOf(writer.by))} is a right of external-dns: what installs that, and holds it to which zones, is not in the files`, writer.at);
  const [module] = unreadModules(sources.terraform);
  return module && unresolved(`${code(addressOf(module))} may make the zone: its code is not here`, placeOf(module));
}

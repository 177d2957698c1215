import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { type Settings, serviceHost } from '../../../src/grade/settings.ts';
import { addressOf, placeOf, switchedOff } from '../../../src/terraform/declared.ts';
import { code, list } from '../../hermetic-image/markdown.ts';
import { shellPath, shellWord } from '../../hermetic-image/shell-word.ts';
import { covers, externalDns } from '../external-dns.ts';
import { isElsewhere, isKnownName, shownName } from '../host.ts';
import { hiddenRecords, hostRecords, makers, shownMaker, watched } from '../makers.ts';
import { answers, type DnsRecord, isValidation, leadsClients, pointsAtName, records } from '../records.ts';
import { fileIn, hcl, homeRoot, placed, recordBlock, searched, zoneId } from '../snippets.ts';
import { unreadModules } from '../unread-modules.ts';
import { unseenWriter } from '../unseen-writer.ts';

export default check({
  id: 'record-declared',
  title: 'The record is declared',
  needs: { terraform },
  after: [],
  weight: 3,
  level: 'junior',
  skills: ['aws.route53', 'dns.records'],
  why: 'A name that was clicked together is gone with the account, and nobody can tell who changed it, when and why.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html',
  judge: ({ terraform }, settings) => {
    const bare = hostRecords(terraform, settings).find((record) => !pointsAtName(record));
    const [maker] = makers(terraform, settings).filter((each) => each.kind === 'external-dns' || pointsAtName(each.record));
    if (maker !== undefined) return pass(`${serviceHost(settings)} comes from ${shownMaker(maker)}`);
    return (bare && withTypedAddresses(bare, settings)) ?? inside(terraform, settings) ?? unwatched(terraform, settings) ?? undecided(terraform, settings) ?? missing(terraform, settings);
  },
});

const expected = (settings: Settings): string => `${serviceHost(settings)} as an alias or CNAME, or something with that host that external-dns watches`;

/** An address is right until the balancer has another, which it has at any time. */
function withTypedAddresses(record: DnsRecord, settings: Settings): Judgement {
  const at = placeOf(record.by, record.records);
  return fail({
    expected: expected(settings),
    observed: `${code(addressOf(record.by))} holds addresses that are typed in`,
    at,
    fix: `Make it an alias of the load balancer, instead of \`ttl\` and \`records\` at ${placed(at)}:${recordBlock(record.by.root, settings)}`,
    reproduce: `! grep -nE 'records"?[[:space:]]*[=:][[:space:]]*\\[[[:space:]]*"[0-9a-f.:]+"' ${shellPath(at.path)}`,
  });
}

function inside(facts: TerraformFacts, settings: Settings): Judgement | undefined {
  const [record] = hiddenRecords(facts, settings);
  if (record === undefined) return undefined;
  const at = placeOf(record.by, record.zoneId);
  return fail({
    expected: expected(settings),
    observed: `${code(addressOf(record.by))} stands in a private zone`,
    at,
    fix: `In ${code(addressOf(record.by))} (${placed(at)}) name the public zone:${hcl(`  zone_id = ${zoneId(record.by.root, settings)}`)}`,
    reproduce: `! sed -n ${at.line ?? 1}p ${shellPath(at.path)} | grep -F ${shellWord(record.zones.map(({ by }) => addressOf(by)).join('\n'))}`,
  });
}

/** Something asks for the host, and external-dns doesn't look there. */
function unwatched(facts: TerraformFacts, settings: Settings): Judgement | undefined {
  const all = watched(facts, settings);
  const [first] = all;
  if (first === undefined || all.some(({ answer }) => answer !== 'no') || covers(first.dns, settings) === 'no') return undefined;
  const { dns, source } = first;
  return fail({
    expected: expected(settings),
    observed: `${code(addressOf(source.by))} asks for it, and external-dns doesn't watch ${code(source.source)}`,
    at: dns.at,
    fix: `Give external-dns that source too, as the chart's value${hcl(`sources = ["service", "ingress", "${source.source}"]`)}\nor on its command line: \`--source=${source.source}\`.`,
    reproduce: `grep -nF '${source.source}' ${shellPath(dns.at.path)}`,
  });
}

function undecided(facts: TerraformFacts, settings: Settings): Judgement | undefined {
  const host = serviceHost(settings);
  const open = records(facts).find((record) => leadsClients(record) && !isValidation(record) && answers(record, settings) !== 'no');
  if (open !== undefined) {
    const why = open.by.exists === 'maybe' ? 'is there' : `is ${host}`;
    return unresolved(`whether ${code(addressOf(open.by))} ${why} depends on values that are not in the files`, placeOf(open.by, open.nameValue));
  }
  const dns = externalDns(facts).find((each) => covers(each, settings) !== 'no');
  if (dns !== undefined) return unresolved(`external-dns would write ${host} if an Ingress, Service or route asks for it: that is told by the rendered manifests`, dns.at);
  const writer = unseenWriter(facts);
  if (writer !== undefined) return unresolved(`${code(addressOf(writer.by))} is a right of external-dns: whether that is installed, and asked for ${host}, is told by manifests`, writer.at);
  const [module] = unreadModules(facts);
  return module && unresolved(`${code(addressOf(module))} may make the record: its code is not here`, placeOf(module));
}

function missing(facts: TerraformFacts, settings: Settings): Judgement {
  const others = records(facts).filter((record) => leadsClients(record) && !isValidation(record) && record.names.some(isKnownName));
  const near = others.find(({ names }) => names.some((name) => isElsewhere(name, settings))) ?? others[0];
  return near === undefined ? nowhere(facts, settings) : misnamed(near, others, settings);
}

function misnamed(near: DnsRecord, others: readonly DnsRecord[], settings: Settings): Judgement {
  const at = placeOf(near.by, near.nameValue);
  const host = serviceHost(settings);
  const names = [...new Set([near, ...others].map((record) => shownName(record.names.find(isKnownName) ?? '')))];
  return fail({
    expected: expected(settings),
    observed: `there is a record for ${list(names.slice(0, 3).map(code))}, none for ${code(host)}`,
    at,
    fix: `If ${code(addressOf(near.by))} (${placed(at)}) was meant to be it, write${hcl(`  name    = "${host}"`)}\nElse add to ${code(fileIn(near.by.root, 'dns.tf'))}:${recordBlock(near.by.root, settings)}`,
    reproduce: searched(`-E ${naming(host)}`, near.by.root.path),
  });
}

const naming = (host: string): string => `'(^|[^_[:alnum:]])name"?[[:space:]]*[=:][[:space:]]*"${host.replaceAll('.', '\\.')}'`;

function nowhere(facts: TerraformFacts, settings: Settings): Judgement {
  const host = serviceHost(settings);
  const off = facts.roots.flatMap((root) => switchedOff(root, 'aws_route53_record')).at(0);
  const root = homeRoot(facts);
  if (off !== undefined) {
    return fail({
      expected: expected(settings),
      observed: `${code(off.address)} is switched off by its \`${off.repetition.kind === 'known' ? off.repetition.by : 'count'}\``,
      at: placeOf({ block: off }),
      fix: `Take \`count\` or \`for_each\` out of ${code(off.address)} at ${placed(placeOf({ block: off }))}, or give it what makes it one: \`count = 1\`.`,
      reproduce: `! grep -nE '^[[:space:]]*"?count"?[[:space:]]*[=:][[:space:]]*0|for_each' ${shellPath(off.path)}`,
    });
  }
  return fail({
    expected: expected(settings),
    observed: `no record for ${code(host)} is declared, and nothing that would write one`,
    fix: `Add to ${code(fileIn(root, 'dns.tf'))}:${recordBlock(root, settings)}`,
    reproduce: searched(`-E ${naming(host)}`, root?.path),
  });
}

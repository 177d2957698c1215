import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import { fail, type Judgement } from '../../src/grade/judgement.ts';
import { type Settings, serviceHost } from '../../src/grade/settings.ts';
import { addressOf, placeOf, switchedOff } from '../../src/terraform/declared.ts';
import { block, code, list } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { covers, externalDns, type Sources } from './external-dns.ts';
import { isElsewhere, isKnownName, shownName } from './host.ts';
import { hiddenRecords, watched } from './makers.ts';
import { type DnsRecord, isValidation, leadsClients, records } from './records.ts';
import { chartList, fileIn, hcl, homeRoot, placed, recordBlock, searched, zoneId } from './snippets.ts';

const expected = (settings: Settings): string => `${serviceHost(settings)} as an alias or CNAME, or something with that host that external-dns watches`;

/** An address is right until the balancer has another, which it has at any time. */
export function withTypedAddresses(record: DnsRecord, settings: Settings): Judgement {
  const at = placeOf(record.by, record.records);
  return fail({
    expected: expected(settings),
    observed: `${code(addressOf(record.by))} holds addresses that are typed in`,
    at,
    fix: `Make it an alias of the load balancer, instead of \`ttl\` and \`records\` at ${placed(at)}:${recordBlock(record.by.root, settings)}`,
    reproduce: `! grep -nE 'records"?[[:space:]]*[=:][[:space:]]*\\[[[:space:]]*"[0-9a-f.:]+"' ${shellPath(at.path)}`,
  });
}

export function inPrivateZone(facts: TerraformFacts, settings: Settings): Judgement | undefined {
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
export function unwatched(sources: Sources, settings: Settings): Judgement | undefined {
  const all = watched(sources, settings);
  const [first] = all;
  if (first === undefined || all.some(({ answer }) => answer !== 'no') || covers(first.dns, settings) === 'no') return undefined;
  const { dns, source } = first;
  return fail({
    expected: expected(settings),
    observed: `${code(source.by)} asks for it, and external-dns doesn't watch ${code(source.source)}`,
    at: dns.at,
    fix: `Give external-dns that source too, as the chart's value${chartList('sources', [...new Set(['service', 'ingress', source.source])], dns.at)}\nor on its command line: \`--source=${source.source}\`.`,
    reproduce: `grep -nF '${source.source}' ${shellPath(dns.at.path)}`,
  });
}

/** external-dns is there, and waits for something that asks for the host. */
export function unasked(sources: Sources, settings: Settings): Judgement | undefined {
  const dns = externalDns(sources).find((each) => covers(each, settings) !== 'no');
  if (dns === undefined) return undefined;
  const host = serviceHost(settings);
  return fail({
    expected: expected(settings),
    observed: `external-dns (${code(dns.by)}) is installed, and nothing asks it for ${code(host)}`,
    at: dns.at,
    fix: `Name the host in the app's Ingress, where its manifest or template lies:${block(`spec:\n  rules:\n    - host: ${host}`, 'yaml')}\nor among the ${code('hostnames')} of its HTTPRoute.`,
    reproduce: `grep -rnF ${shellWord(host)} --include='*.y*ml' --include='*.json' --include='*.tf*' .`,
  });
}

export function recordMissing(facts: TerraformFacts, settings: Settings): Judgement {
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

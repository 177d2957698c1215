import { fail, type Judgement } from '../../src/grade/judgement.ts';
import { type Settings, serviceHost } from '../../src/grade/settings.ts';
import { addressOf, blockOf, placeOf } from '../../src/terraform/declared.ts';
import { refsIn } from '../../src/terraform/value.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { type ExternalDns, externalDns, type Sources } from './external-dns.ts';
import { dnsName, holdsHost, isKnownName, shownName } from './host.ts';
import { chartList, fileIn, hcl, homeRoot, placed, searched, zoneLookup } from './snippets.ts';
import type { Zone } from './zones.ts';

/** Why none of these is the host's zone, and what to do about the one that comes nearest. */
export function zoneMissing(sources: Sources, settings: Settings, all: readonly Zone[]): Judgement {
  const hidden = all.find(({ name }) => holdsHost(name, settings));
  if (hidden !== undefined) return hiddenZone(hidden, settings);
  const [other] = all;
  if (other !== undefined && isKnownName(other.name)) return otherZone(other, settings);
  const [loose] = externalDns(sources);
  if (loose !== undefined) return looseWriter(loose, settings);
  const root = homeRoot(sources.terraform);
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
    observed: `${code(name)} can't hold ${code(serviceHost(settings))}`,
    at,
    fix: variable === undefined ? `In ${placed(at)} write ${code(`"${settings.domain}"`)}.` : `Give ${code(variable.address)} (${placed(there)}) the value ${code(`"${settings.domain}"`)}.`,
    reproduce: `grep -nE '"([a-z0-9-]+\\.)*${settings.domain.replaceAll('.', '\\.')}\\.?"' ${shellPath(there.path)}`,
  });
}

function looseWriter({ by, at, flags }: ExternalDns, settings: Settings): Judgement {
  const others = (flags.get('domain-filter') ?? []).map((each) => code(shownName(dnsName(each))));
  return fail({
    expected: expected(settings),
    observed: others.length === 0 ? `external-dns has no domain filter (${code(by)})` : `external-dns is held to ${list(others)} (${code(by)})`,
    at,
    fix: `Give external-dns the chart value${chartList('domainFilters', [settings.domain], at)}\nor, on its command line, \`--domain-filter=${settings.domain}\`.`,
    reproduce: `grep -nE '(domainFilters|domain-filter).*${settings.domain.replaceAll('.', '\\.')}' ${shellPath(at.path)}`,
  });
}

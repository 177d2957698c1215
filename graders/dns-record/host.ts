import type { Value } from '../../src/collect/terraform/section.ts';
import { type Settings, serviceHost } from '../../src/grade/settings.ts';
import { piecesOf } from '../../src/terraform/text.ts';
import { canBe, hole } from '../hermetic-image/text.ts';

/** A DNS name in lower case and without its last dot; a hole for each piece that files don't tell. */
export type DnsName = string;

export const anyName: DnsName = hole;

export function dnsName(value: Value | undefined): DnsName {
  const pieces = piecesOf(value) ?? [undefined];
  const text = pieces.map((piece) => piece?.replaceAll(hole, '').toLowerCase() ?? hole).join('');
  return text.replace(/\.$/, '');
}

export const isKnownName = (name: DnsName): boolean => !name.includes(hole);

/** For messages: `service.docc.…`. */
export const shownName = (name: DnsName): string => name.replaceAll(hole, '…');

/**
 * What a record may be called: Route 53's provider adds the zone's name where the given one doesn't end with it.
 * Several where that depends on what is unknown.
 */
export function fullNames(name: DnsName, zone: DnsName): readonly DnsName[] {
  if (name === '') return [zone];
  if (zone === '') return [name];
  if (isKnownName(name) && isKnownName(zone)) return [name.endsWith(zone) ? name : `${name}.${zone}`];
  return [name, `${name}.${zone}`];
}

export type Answer = 'yes' | 'no' | 'maybe';

/**
 * Whether a record of that name answers for the host: it has that name, or is a wildcard above it. The host's own part with
 * an unknown domain after it counts as the host, because the domain is a setting that candidates can't know.
 */
export function answersFor(names: readonly DnsName[], settings: Settings): Answer {
  const answers = names.map((name) => answerOf(name, settings));
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

function answerOf(name: DnsName, settings: Settings): Answer {
  const host = serviceHost(settings);
  const wildcard = /^(?:\*|\\052)(\..*)$/.exec(name)?.[1];
  if (wildcard !== undefined && isKnownName(wildcard)) return host.endsWith(wildcard) ? 'yes' : 'no';
  const own = ownPart(settings);
  const text = wildcard === undefined ? name : `${hole}${wildcard}`;
  if (!canBe({ text, holes: [] }, host)) return 'no';
  if (isKnownName(text) || text.startsWith(`${own}.`)) return 'yes';
  return wildcard?.startsWith(own.slice(own.indexOf('.'))) === true ? 'yes' : 'maybe';
}

/** `service.docc` of `service.docc.domain.io`. */
export const ownPart = (settings: Settings): string => serviceHost(settings).slice(0, -settings.domain.length - 1);

/** The host of another domain: the right name in the wrong place. */
export const isElsewhere = (name: DnsName, settings: Settings): boolean => isKnownName(name) && name.startsWith(`${ownPart(settings)}.`);

/** Whether names that end with this, label by label, may hold the host: a zone's name, or a filter by domain. */
export function holdsHost(suffix: DnsName, settings: Settings): boolean {
  const labels = serviceHost(settings).split('.');
  const text = suffix.replace(/^\*?\./, '');
  return labels.some((_, index) => canBe({ text, holes: [] }, labels.slice(index).join('.')));
}

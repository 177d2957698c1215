import type { Value } from '../../src/collect/terraform/section.ts';
import { asNumber, asText } from '../../src/terraform/value.ts';
import type { Peer, Ports, Rule } from '../../src/manifests/network-rules.ts';
import { shownValue } from '../../src/manifests/objects.ts';
import { rangeOf } from '../eks-cluster/clusters-addresses.ts';

/** A peer that a policy should not name. `unknown`: files don't tell. */
export type Breadth = { readonly kind: 'named' } | { readonly kind: 'wide'; readonly says: string } | { readonly kind: 'unknown'; readonly value: Value };

/** As large as a VPC's block can be (/16), and as IPv6 gives to a whole site (/32). */
const largest = { four: 2n ** 16n, six: 2n ** 96n };

export function breadthOf(peer: Peer): Breadth {
  if (peer.kind === 'everyone') return { kind: 'wide', says: 'everybody' };
  if (peer.kind === 'unknown') return peer;
  if (peer.kind !== 'block') return { kind: 'named' };
  const range = rangeOf(peer.cidr);
  if (range === undefined) return 'unknown' in peer.cidr ? { kind: 'unknown', value: peer.cidr } : { kind: 'wide', says: shownValue(peer.cidr) };
  return range.size > largest[range.family] ? { kind: 'wide', says: shownValue(peer.cidr) } : { kind: 'named' };
}

export type Door = { readonly port: number; readonly name: string | undefined };

/** Whether a rule's ports hold one of the pods'. */
export function opens({ ports }: Rule, { port, name }: Door): 'yes' | 'no' | 'maybe' {
  if (ports.kind === 'all') return 'yes';
  const answers = ports.ports.map((each) => {
    const [number, text, end] = [asNumber(each.port), asText(each.port), asNumber(each.end)];
    if (text.kind === 'absent') return 'yes';
    if (text.kind === 'unknown') return 'maybe';
    if (number.kind === 'known') return port === number.is || (end.kind === 'known' && number.is <= port && port <= end.is) ? 'yes' : 'no';
    return text.kind === 'known' && text.is === name ? 'yes' : 'no';
  });
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

/** How scrapers, and the namespaces they live in, are called. */
export const scraperNames = 'prom|monitor|metric|observ|scrap|otel|telemetr|alloy|agent|datadog|victoria|grafana|mimir|newrelic|dynatrace|cloudwatch';

const scraper = new RegExp(scraperNames, 'i');

export const namesScraper = (word: string): boolean => scraper.test(word);

/** DNS of the cluster, of a node's cache, of OpenShift. */
const dns = new Set(['53', '5353', 'dns', 'dns-tcp']);

export const isDnsAlone = (ports: Ports): boolean => ports.kind === 'some' && ports.ports.length > 0 && ports.ports.every(({ port, end }) => end === undefined && dns.has(shownValue(port)));

export const shownPorts = (ports: Ports): string => (ports.kind === 'all' ? 'all ports' : `port ${ports.ports.map(({ port }) => shownValue(port) || 'any').join(', ')}`);

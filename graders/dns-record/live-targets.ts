import type { CloudBalancer, CloudRecordFacts, CloudRecordSet } from '../../src/collect/cloud/record/section.ts';

/** What a record leads to. */
export type LiveTarget =
  | { readonly kind: 'balancer'; readonly name: string; readonly balancer: CloudBalancer }
  /** AWS's name for a load balancer, of which the account has none. */
  | { readonly kind: 'gone'; readonly name: string; readonly elsewhere: boolean }
  /** Something of AWS that may stand before a load balancer. */
  | { readonly kind: 'before'; readonly name: string }
  /** The same, of the older kind that the role wouldn't tell of. */
  | { readonly kind: 'untold'; readonly name: string }
  | { readonly kind: 'other'; readonly name: string };

/** The names or addresses that a record holds. */
export const namesOf = ({ alias, values }: CloudRecordSet): readonly string[] => (alias === undefined ? values : [alias]);

/** Route 53's console writes `dualstack.` before it, to say that both kinds of addresses are meant. */
const bare = (name: string): string => name.replace(/^dualstack\./, '').replace(/\.$/, '');

const before = /\.(?:cloudfront\.net|awsglobalaccelerator\.com|execute-api\.[a-z0-9-]+\.amazonaws\.com)$/;
const ofRegion = /\.elb\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$|\.([a-z0-9-]+)\.elb\.amazonaws\.com(?:\.cn)?$/;

export function targetOf(value: string, facts: CloudRecordFacts): LiveTarget {
  const name = bare(value);
  const balancer = facts.balancers.find((each) => isCalled(each, name, facts.account.region));
  if (balancer !== undefined) return { kind: 'balancer', name, balancer };
  if (before.test(name)) return { kind: 'before', name };
  const [, newer, older] = ofRegion.exec(name) ?? [];
  const region = newer ?? older;
  if (region === undefined) return { kind: 'other', name };
  if (region === facts.account.region && older !== undefined && !facts.classicTold) return { kind: 'untold', name };
  return { kind: 'gone', name, elsewhere: region !== facts.account.region };
}

function isCalled({ name, dnsName, addresses, type }: CloudBalancer, target: string, region: string): boolean {
  if (dnsName !== undefined && (dnsName === target || addresses.includes(target))) return true;
  if (type !== 'classic' || !target.endsWith(`.${region}.elb.amazonaws.com`)) return false;
  const [first = ''] = target.replace(/^internal-/, '').split('.');
  return first.replace(/-\d+$/, '') === name.toLowerCase();
}

import { z } from 'zod';
import { balancerPrices, clusterPrices, type Price, priceList, repositoryPrices } from './knowledge/prices.ts';
import type { Resource, ResourceKind } from './resource.ts';

/** An estimate from public lists: the bill has the last word. Dollars, rounded up to a hundredth of a cent. */
export const spend = z.strictObject({
  dollars: z.number(),
  asOf: z.string(),
  region: z.string(),
  rows: z.array(z.strictObject({ what: z.string(), of: z.string(), hours: z.number(), dollars: z.number(), source: z.string() })),
});
export type Spend = z.infer<typeof spend>;

/** Of what stood, and for how long. */
export type Stood = { readonly resource: Resource; readonly seconds: number };

/** A namespace on a standing cluster takes no machine of its own but its balancer; queries of a record cost less than a cent a thousand grades. */
const prices: Readonly<Record<ResourceKind, readonly Price[]>> = { cluster: clusterPrices, namespace: balancerPrices, repository: repositoryPrices, record: [] };

export function spendOf(stood: readonly Stood[]): Spend {
  const rows = stood.flatMap((each) => prices[each.resource.kind].map((price) => rowOf(each, price)));
  return { dollars: rounded(rows.reduce((sum, { dollars }) => sum + dollars, 0)), asOf: priceList.asOf, region: priceList.region, rows };
}

function rowOf({ resource, seconds }: Stood, { what, hourly, count, billed, source }: Price): Spend['rows'][number] {
  const lasted = Math.max(0, seconds) / 3600;
  const hours = billed === 'by-the-hour' ? Math.ceil(lasted) : lasted;
  return { what: count === 1 ? what : `${count} × ${what}`, of: resource.name, hours: Math.round(hours * 100) / 100, dollars: rounded(hours * hourly * count), source };
}

// A sum of thousandths by floating point is off by less than what is cut here, and must not round up to the next.
const rounded = (dollars: number): number => Math.max(0, Math.ceil(dollars * 10_000 - 1e-6)) / 10_000;

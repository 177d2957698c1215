import type { Value } from '../collect/terraform/section.ts';
import { chartValues } from '../terraform/helm-release.ts';
import { matchesGlob } from '../terraform/text.ts';
import { asTruth, type Holder, valueIn } from '../terraform/value.ts';
import type { ChartRelease } from './controllers.ts';
import { type KnownChart, type Product, products, type Switch } from './controllers-known.ts';
import { type Answer, every, sameText, some } from './selectors.ts';

/** A chart of that name and, where it matters, of that repository. */
export function productOfChart(name: string, repository: string): { readonly product: Product; readonly chart: KnownChart } | undefined {
  for (const product of products) {
    const chart = product.charts.find((each) => each.name === name && (each.from === undefined || each.from.some((part) => repository.includes(part))));
    if (chart !== undefined) return { product, chart };
  }
  return undefined;
}

/** What a release is told, as far as files tell it: of values that are unknown as a whole, nothing. */
export function knownValues(holder: Holder): Value {
  const values = chartValues(holder);
  return 'unknown' in values ? { object: {} } : values;
}

/** Whether a chart with these values serves routes at all. */
export function servesRoutes({ serves, runs = [], replicas = [] }: KnownChart, values: Value, open: boolean): Answer {
  const isSwitched = serves === undefined ? 'yes' : some(serves.map((each) => isOn(each, values, open)));
  const isNone = replicas.some((path) => sameText(valueIn(values, ...path), { known: 0 }) === 'yes');
  return every([isSwitched, ...runs.map((each) => isOn(each, values, open)), isNone ? 'no' : 'yes']);
}

export function isOn({ path, otherwise }: Switch, values: Value, open: boolean): Answer {
  const truth = asTruth(valueIn(values, ...path));
  if (truth.kind === 'known') return truth.is ? 'yes' : 'no';
  if (truth.kind === 'unknown' || open) return 'maybe';
  return otherwise ? 'yes' : 'no';
}

export const allOn = (switches: readonly Switch[], { values, open }: ChartRelease): Answer => every(switches.map((each) => isOn(each, values, open)));

/** Whose IngressClass or GatewayClass has that controller. */
export const productOfClass = (of: 'ingress' | 'gateway', controller: string, among: readonly Product[]): Product | undefined =>
  among.find((product) => product[of].some((glob) => matchesGlob(controller, glob)));

import type { ChartFacts } from '../collect/chart/section.ts';
import type { TerraformFacts, Value } from '../collect/terraform/section.ts';
import { own } from '../evidence/own.ts';
import { addressOf, type Declared, declared, placeOf } from '../terraform/declared.ts';
import { hasUnknownValues } from '../terraform/helm-release.ts';
import { isOrigin, originOf } from '../terraform/module-origin.ts';
import { asEntries, asText, asTruth, valueIn, valueOf } from '../terraform/value.ts';
import type { Controller } from './controllers.ts';
import { addonProducts, addonsModule, addonSwitches, releaseModules } from './controllers-addons.ts';
import type { KnownChart, Product } from './controllers-known.ts';
import { knownValues, productOfChart, servesRoutes } from './controllers-matching.ts';

/** Releases of charts from elsewhere, modules that install one, and EKS add-ons. */
export const declaredByTerraform = (terraform: TerraformFacts, chart: ChartFacts): readonly Controller[] => [
  ...declared(terraform, { type: 'helm_release' }).flatMap((each) => (isLocal(each, chart) ? [] : ofRelease(each))),
  ...declared(terraform, { kind: 'module' }).flatMap(ofModule),
  ...declared(terraform, { type: 'aws_eks_addon' }).flatMap(ofAddon),
];

/** Of a chart of the submission itself one sees what it renders. */
function isLocal(release: Declared, { charts, releases }: ChartFacts): boolean {
  const chart = asText(valueOf(release, 'chart'));
  if (chart.kind !== 'known') return releases.some(({ by }) => by.kind === 'terraform' && by.address === addressOf(release));
  return /^\.{0,2}\//.test(chart.is) || (valueOf(release, 'repository') === undefined && charts.some(({ path }) => path === chart.is));
}

function ofRelease(release: Declared): readonly Controller[] {
  const [chart, repository] = [textOf(valueOf(release, 'chart')), textOf(valueOf(release, 'repository'))];
  const found = productOfChart(nameOf(chart), `${repository} ${chart}`);
  return found === undefined ? [] : withChart(release, found, 'version');
}

const textOf = (value: Value | undefined): string => {
  const text = asText(value);
  return text.kind === 'known' ? text.is.slice(0, 500) : '';
};

/** `traefik` of `oci://…/traefik`, `traefik/traefik`, `https://…/traefik-41.3.0.tgz`. */
const nameOf = (chart: string): string => (chart.split('/').at(-1) ?? '').replace(/-v?\d[\w.+-]*\.tgz$/, '');

type Found = { readonly product: Product; readonly chart: KnownChart };

function withChart(holder: Declared, { product, chart }: Found, argument: string): readonly Controller[] {
  const [values, open] = [knownValues(holder), hasUnknownValues(holder)];
  const serves = servesRoutes(chart, values, open);
  if (serves === 'no') return [];
  const written = valueOf(holder, argument);
  const packed = /-v?(\d[\w.+-]*)\.tgz$/.exec(textOf(valueOf(holder, 'chart')))?.[1];
  const said = written ?? (packed === undefined ? undefined : { known: packed });
  return [
    {
      product,
      by: addressOf(holder),
      at: placeOf(holder),
      exists: serves === 'yes' ? holder.exists : 'maybe',
      version: { of: 'chart', said, at: placeOf(holder, said), argument },
      release: { chart, name: valueOf(holder, 'name'), namespace: valueOf(holder, 'namespace'), values, open },
      root: holder.root,
      manifest: undefined,
    },
  ];
}

function ofModule(module: Declared): readonly Controller[] {
  const origin = originOf(module);
  if (origin === undefined) return [];
  if (releaseModules.some((known) => isOrigin(origin, known))) {
    const chart = valueOf(module, 'chart') ?? valueOf(module, 'app', 'chart');
    const found = productOfChart(nameOf(textOf(chart)), textOf(valueOf(module, 'repository')));
    return found === undefined ? [] : withChart(module, found, 'chart_version');
  }
  return isOrigin(origin, addonsModule) ? [...ofSwitches(module), ...ofReleaseMap(module)] : [];
}

/** It pins the chart itself, where it isn't told which. */
function ofSwitches(module: Declared): readonly Controller[] {
  return Object.entries(addonSwitches).flatMap(([addon, chart]) => {
    const enabled = asTruth(valueOf(module, `enable_${addon}`));
    const found = productOfChart(chart, '');
    if (found === undefined || enabled.kind === 'absent' || (enabled.kind === 'known' && !enabled.is)) return [];
    return withSettings(module, found, addon, valueOf(module, addon)).map((each): Controller => ({
      ...each,
      exists: enabled.kind === 'known' ? each.exists : 'maybe',
      version: each.version.of === 'chart' && each.version.said === undefined ? { of: 'managed' } : each.version,
    }));
  });
}

/** `helm_releases`: a map of releases. */
function ofReleaseMap(module: Declared): readonly Controller[] {
  const entries = asEntries(valueOf(module, 'helm_releases'));
  if (entries.kind !== 'known') return [];
  return entries.is.flatMap(([name, settings]) => {
    const found = productOfChart(nameOf(textOf(valueIn(settings, 'chart'))), textOf(valueIn(settings, 'repository')));
    return found === undefined ? [] : withSettings(module, found, name, settings);
  });
}

function withSettings(module: Declared, found: Found, name: string, settings: Value | undefined): readonly Controller[] {
  const entries = asEntries(settings);
  const attributes = entries.kind === 'known' ? Object.fromEntries(entries.is) : {};
  const version = valueIn(settings, 'chart_version');
  return withChart({ ...module, attributes: { name: { known: name }, ...attributes } }, found, 'chart_version').map((each) => ({
    ...each,
    by: `${addressOf(module)}.${name}`,
    version: { of: 'chart', said: version, at: placeOf(module, version ?? settings), argument: 'chart_version' },
    ...(entries.kind === 'unknown' && each.release !== undefined && { release: { ...each.release, open: true } }),
  }));
}

function ofAddon(addon: Declared): readonly Controller[] {
  const name = textOf(valueOf(addon, 'addon_name'));
  const product = own(addonProducts, name);
  if (product === undefined) return [];
  const said = valueOf(addon, 'addon_version');
  return [{ product, by: addressOf(addon), at: placeOf(addon), exists: addon.exists, version: { of: 'chart', said, at: placeOf(addon, said), argument: 'addon_version' }, release: undefined, root: addon.root, manifest: undefined }];
}

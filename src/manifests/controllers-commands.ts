import type { ChartFacts, ForeignRelease } from '../collect/chart/section.ts';
import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Value } from '../collect/terraform/section.ts';
import { hasUnknownValues } from '../terraform/helm-release.ts';
import { valueOfMarked } from './body.ts';
import type { Controller } from './controllers.ts';
import { knownValues, productOfChart, servesRoutes } from './controllers-matching.ts';

/** Releases of known charts by helmfile and by commands in scripts and workflows. */
export const installedByCommands = ({ foreign = [] }: ChartFacts, manifests: ManifestsFacts): readonly Controller[] => foreign.flatMap((release) => ofRelease(release, manifests));

function ofRelease(release: ForeignRelease, manifests: ManifestsFacts): readonly Controller[] {
  const { chart: path, repository = '', version, versionAt, command, at } = release;
  const found = productOfChart(path.slice(path.lastIndexOf('/') + 1).replace(/-v?\d[\w.+-]*\.tgz$/, ''), `${repository} ${path}`);
  if (found === undefined) return [];
  const { values, open } = given(release);
  const serves = servesRoutes(found.chart, values, open);
  if (serves === 'no') return [];
  const marked = (text: string | undefined): Value | undefined => (text === undefined ? undefined : valueOfMarked(manifests, text));
  return [
    {
      product: found.product,
      by: command,
      at,
      exists: serves,
      version: { of: 'chart', said: marked(version), at: versionAt ?? at, argument: command.startsWith('helmfile') ? 'version' : '--version' },
      release: { chart: found.chart, name: marked(release.name), namespace: marked(release.namespace), values, open },
      root: undefined,
      manifest: undefined,
    },
  ];
}

function given({ values, settings, open }: ForeignRelease): { readonly values: Value; readonly open: boolean } {
  const set = settings.map(({ name, value }): Value => ({ object: { name: { known: name }, value: { known: value } } }));
  const holder = { attributes: { values: { list: values.map((text): Value => ({ known: text })) }, set: { list: set } } };
  return { values: knownValues(holder), open: open || hasUnknownValues(holder) };
}

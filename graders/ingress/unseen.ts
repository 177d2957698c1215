import type { Block, TerraformFacts } from '../../src/collect/terraform/section.ts';
import { type Finding, open } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { Sources } from '../../src/manifests/controllers.ts';
import { addressOf, declared, placeOf, switchedOff } from '../../src/terraform/declared.ts';
import { asText, asTruth, valueOf } from '../../src/terraform/value.ts';

/** Names of what may install one: a module, a chart, a folder. */
const mayServe = /ingress|gateway-?api|traefik|nginx|haproxy|contour|envoy|istio|alb|load-?balancer|lbc|add-?ons/i;

/** What may hold a controller and can't be seen into. */
export function unseen({ terraform, manifests }: Sources): Finding | undefined {
  const module = declared(terraform, { kind: 'module' }).find((each) => {
    const source = asText(valueOf(each, 'source'));
    return each.block.folder === undefined && source.kind === 'known' && mayServe.test(`${source.is.slice(0, 500)} ${each.block.name}`) && !isSwitchedOff(each.attributes['create']);
  });
  if (module !== undefined) return open(`whether ${code(addressOf(module))} installs an ingress controller can’t be told: its code is not here`, placeOf(module));
  const release = declared(terraform, { type: 'helm_release' }).find((each) => asText(valueOf(each, 'chart')).kind === 'unknown');
  if (release !== undefined) return open(`whether ${code(addressOf(release))} installs an ingress controller can’t be told: its chart has no value here`, placeOf(release));
  const [hidden] = manifests.unrendered;
  return hidden && open(`whether ${code(hidden.path)} installs an ingress controller can’t be told: ${hidden.because}`, { path: hidden.path });
}

/** Releases that are there and make nothing, by names that controllers have. */
export const switchedOffReleases = ({ roots }: TerraformFacts): readonly Block[] => roots.flatMap((root) => switchedOff(root, 'helm_release')).filter(({ name }) => mayServe.test(name));

function isSwitchedOff(value: Parameters<typeof asTruth>[0]): boolean {
  const truth = asTruth(value);
  return truth.kind === 'known' && !truth.is;
}

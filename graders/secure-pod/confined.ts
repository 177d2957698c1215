import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Json } from '../../src/collect/terraform/section.ts';
import { fine, type Finding, trouble, verdictOf } from '../../src/grade/findings.ts';
import type { Judgement } from '../../src/grade/judgement.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { asText } from '../../src/terraform/value.ts';
import type { App } from '../../src/manifests/app.ts';
import { type Confinement, confinementOf, type Container, containersOf, type Setting } from '../../src/manifests/pods.ts';
import { containerTitle, ofEveryContainer, openStance, type Stance } from './containers.ts';
import { counted, free } from './printed.ts';
import { put } from './put.ts';

/** What a container's security context has to say. */
export type Rule = {
  readonly expected: string;
  /** What holds of a container that passes, after its name. */
  readonly holds: string;
  readonly stance: (confinement: Confinement, container: Container) => Stance;
  /** The security context that mends it. */
  readonly wanted: { readonly [name: string]: Json };
  readonly reproduce: (app: App, container: Container) => string;
};

export function confined(facts: ManifestsFacts, settings: Settings, rule: Rule): Judgement {
  return verdictOf(rule.expected, ofEveryContainer(facts, settings, (container, app) => findingOf(rule, container, app)));
}

function findingOf(rule: Rule, container: Container, app: App): Finding {
  const stance = rule.stance(confinementOf(container), container);
  const title = containerTitle(container, app);
  if (stance.kind === 'fine') return fine(`${title} ${rule.holds}`);
  if (stance.kind === 'unknown') return openStance(container, app, stance);
  return trouble({
    observed: `${title} ${stance.says}`,
    at: stance.at,
    fix: put(app.workload.manifest, { title: `the container ${title}`, value: container.value }, { securityContext: rule.wanted }),
    reproduce: rule.reproduce(app, container),
  });
}

/** Fails until one more than now says so: in the pod's security context or in the container's own. */
export function saidOnceMore(app: App, pattern: string, read: (confinement: Confinement) => Setting, good: RegExp): string {
  const said = containersOf(app.workload).containers.map((each) => read(confinementOf(each))).filter(({ value }) => {
    const text = asText(value);
    return text.kind === 'known' && good.test(text.is);
  });
  const now = said.filter(({ from }) => from === 'container').length + (said.some(({ from }) => from === 'pod') ? 1 : 0);
  return counted(app, app.workload.manifest, pattern, now + 1);
}

/** Fails until each container says so: what the pod's security context can't say for them. */
export const saidByEach = (app: App, pattern: string): string =>
  counted(app, app.workload.manifest, pattern, containersOf(app.workload).containers.length);

export const notSaid = (app: App, pattern: string): string => free(app, app.workload.manifest, pattern);


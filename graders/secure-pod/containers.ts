import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Value } from '../../src/collect/terraform/section.ts';
import { type Finding, open } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { type App, apps } from '../../src/manifests/app.ts';
import { placeIn, shownValue } from '../../src/manifests/objects.ts';
import { type Container, containersOf, type Role } from '../../src/manifests/pods.ts';

/** What a container says of one setting. */
export type Stance =
  | { readonly kind: 'fine' }
  /** `says` goes on after its name: `may become root`. */
  | { readonly kind: 'wrong'; readonly says: string; readonly at: Container['at'] }
  | { readonly kind: 'unknown'; readonly what: string; readonly value: Value; readonly at: Container['at'] };

/** Each container of each app's pods, of all roles or of some. */
export function ofEveryContainer(
  facts: ManifestsFacts,
  settings: Settings,
  judge: (container: Container, app: App) => Finding,
  roles: readonly Role[] = ['init', 'sidecar', 'app', 'ephemeral'],
): readonly Finding[] {
  return apps(facts, settings).flatMap((app) => {
    const { containers, unread } = containersOf(app.workload);
    const asked = containers.filter(({ role }) => roles.includes(role)).map((container) => judge(container, app));
    if (unread === undefined) return asked;
    return [...asked, open(`which containers ${code(app.title)} has is ${shownUnknown(unread)}`, placeIn(app.workload.manifest, unread))];
  });
}

/** `` `server` of `Deployment docc-sample` `` */
export const containerTitle = ({ name }: Container, { title }: App): string => `${code(name)} of ${code(title)}`;

/** For reasons: `` `var.tag`, which has no value here ``. */
export function shownUnknown(value: Value | undefined): string {
  const shown = shownValue(value);
  return shown === '' || shown === '…' ? 'not told by the files' : `${code(shown)}, which has no value here`;
}

export const openStance = (container: Container, app: App, { what, value, at }: Extract<Stance, { kind: 'unknown' }>): Finding =>
  open(`${what} of ${containerTitle(container, app)} is ${shownUnknown(value)}`, at);

import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, verdictOf } from '../../../src/grade/findings.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { isolationOf } from '../../../src/manifests/network.ts';
import { placeIn, titleOf } from '../../../src/manifests/objects.ts';
import { admission } from '../network-ingress.ts';
import { departures } from '../network-egress.ts';
import { undenied } from '../network-fixes.ts';
import { unlessUnseen } from '../unseen.ts';

export default check({
  id: 'network-policy',
  title: 'Traffic is denied but for what is named',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 2,
  level: 'senior',
  skills: ['kubernetes.network-policy'],
  why: 'Without a policy every pod of the cluster reaches every other, and each of them the world: one that is broken into finds the rest, and a way to carry it out.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  discuss: {
    topic: 'system-and-network',
    passed: 'Traffic is held to this: {observed}. How would you prove that the cluster enforces it, and find the rule that is missing when a request times out?',
    failed: '{observed}. Somebody runs a shell in one of those pods. What do they reach from there?',
  },
  judge: ({ manifests }, settings) =>
    verdictOf(
      'the app’s pods denied by default both ways: in from the ingress controller’s pods and the scraper’s, out to nothing but DNS or named peers',
      apps(manifests, settings).flatMap(ofApp),
    ),
});

function ofApp(app: App): readonly Finding[] {
  const { denies, policies, unread } = isolationOf(app);
  const found = [...undenials(app), ...(denies.ingress === 'yes' ? admission(app) : []), ...(denies.egress === 'yes' ? departures(app) : [])];
  const lost = found.some(({ kind }) => kind === 'trouble');
  const [other] = unread;
  if (lost && other !== undefined) return [open(`what ${code(titleOf(other))} adds for ${code(app.title)} is not read here`, placeIn(other))];
  return found.length > 0 ? found : [fine(`${code(app.title)} by ${list(policies.map(({ manifest }) => code(titleOf(manifest))))}`)];
}

function undenials(app: App): readonly Finding[] {
  const { denies, policies } = isolationOf(app);
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    if (denies[direction] === 'yes') return [];
    const maybe = policies.find((policy) => policy.selects === 'maybe' || policy.denies[direction] === 'maybe');
    if (denies[direction] === 'no' || maybe === undefined) return [unlessUnseen(app, undenied(app, direction))];
    return [open(`whether ${code(titleOf(maybe.manifest))} selects the pods of ${code(app.title)} depends on values that are not in the files`, placeIn(maybe.manifest))];
  });
}

import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { workflow } from '../../../src/collect/workflow/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { namespaceCode, type NamespaceFacts } from '../../../src/manifests/namespaces.ts';
import { placeIn, shownValue } from '../../../src/manifests/objects.ts';
import { asText } from '../../../src/terraform/value.ts';
import { elsewhere, unmade, unsaid } from '../namespace-fixes.ts';
import { unlessUnseen } from '../unseen.ts';

export default check({
  id: 'own-namespace',
  title: 'The app has a namespace of its own',
  needs: { manifests, chart, terraform, workflow },
  after: ['workload-declared'],
  weight: 2,
  level: 'junior',
  skills: ['kubernetes.namespaces'],
  why: 'Rights, quotas, policies and what may be deleted at once all go by namespace. In `default` the app shares them with whatever anybody ever applied without thinking of one.',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  judge: (facts, settings) =>
    verdictOf('a namespace that is neither `default` nor Kubernetes’ own, made by code', apps(facts.manifests, settings).map((app) => ofApp(app, facts))),
});

function ofApp(app: App, facts: NamespaceFacts): Finding {
  const { namespace } = app.workload.manifest;
  if (namespace === undefined) return unsaid(app);
  const name = asText(namespace);
  if (name.kind === 'known' && isShared(name.is)) return elsewhere(app, name.is);
  const made = namespaceCode(facts, app).filter(({ makes }) => makes !== 'no');
  const sure = made.find(({ of, makes }) => of === 'yes' && makes === 'yes');
  if (sure !== undefined) return fine(`${code(shownValue(namespace))}, made by ${code(sure.by)}`);
  const [maybe] = made;
  if (maybe !== undefined) return open(`whether ${code(maybe.by)} makes the namespace ${code(shownValue(namespace))} of ${code(app.title)} depends on values that are not in the files`, maybe.at);
  return name.kind === 'known' ? unlessUnseen(app, unmade(app, name.is)) : open(`the namespace of ${code(app.title)} is ${code(shownValue(namespace))}, which has no value here`, placeIn(app.workload.manifest, namespace));
}

const isShared = (name: string): boolean => name === 'default' || name === '' || name.startsWith('kube-');

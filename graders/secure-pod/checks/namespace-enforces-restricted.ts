import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform, type Value } from '../../../src/collect/terraform/section.ts';
import { workflow } from '../../../src/collect/workflow/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { namespaceCode, type NamespaceCode, type NamespaceFacts } from '../../../src/manifests/namespaces.ts';
import { shownValue } from '../../../src/manifests/objects.ts';
import { asEntries, asText, valueIn } from '../../../src/terraform/value.ts';
import { enforce, outdated, unenforced, unsaid, version } from '../namespace-fixes.ts';
import { unlessUnseen } from '../unseen.ts';

export default check({
  id: 'namespace-enforces-restricted',
  title: 'The namespace enforces the restricted profile',
  needs: { manifests, chart, terraform, workflow },
  after: ['workload-declared'],
  weight: 2,
  level: 'senior',
  skills: ['kubernetes.pod-security', 'kubernetes.namespaces'],
  why: 'What a pod forgoes, the next one need not: only the namespace can refuse it. Warnings and audit notes are read after the fact, if at all.',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/',
  discuss: {
    topic: 'cloud-native',
    passed: 'Pods are held to a profile: {observed}. What does it not see, and what would you put beside it?',
    failed: '{observed}. Somebody with the right to make pods there makes one. How far do they get?',
  },
  judge: (facts, settings) => verdictOf(`the label \`${enforce}: restricted\` on the app’s namespace`, apps(facts.manifests, settings).map((app) => ofApp(app, facts))),
});

function ofApp(app: App, facts: NamespaceFacts): Finding {
  if (app.workload.manifest.namespace === undefined) return unsaid(app);
  const all = namespaceCode(facts, app);
  const levels = all.flatMap((each) => levelOf(each));
  const name = code(shownValue(app.workload.manifest.namespace));
  const wrong = levels.find(({ level, by }) => by.of === 'yes' && level.kind === 'known' && level.is !== 'restricted');
  if (wrong?.level.kind === 'known') return unenforced(app, wrong.by, 'enforces', wrong.level.is);
  const old = levels.find(({ by }) => by.of === 'yes' && isOld(valueIn(by.labels, version)));
  if (old !== undefined) return outdated(app, old.by);
  const right = levels.find(({ level, by }) => by.of === 'yes' && level.kind === 'known');
  if (right !== undefined) return fine(`${name} enforces \`restricted\` by ${code(right.by.by)}`);
  const [unknown] = levels;
  if (unknown !== undefined) return open(`what the namespace ${name} enforces depends on values that are not in the files`, unknown.by.at);
  const sure = all.find(({ of, manifest }) => of === 'yes' && manifest !== undefined) ?? all[0];
  if (sure !== undefined && sure.of === 'maybe') return open(`whether ${code(sure.by)} makes the namespace ${name} depends on values that are not in the files`, sure.at);
  return unlessUnseen(app, unenforced(app, sure, 'enforces nothing'));
}

/** Its last demand, that no user be 0, came with 1.23. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
function isOld(said: Value | undefined): boolean {
  const minor = /^v1\.(\d{1,3})$/.exec(shownValue(said))?.[1];
  return minor !== undefined && Number(minor) < 23;
}

type Level = { readonly by: NamespaceCode; readonly level: ReturnType<typeof asText> };

/** Labels of which files tell nothing may hold it. */
function levelOf(by: NamespaceCode): readonly Level[] {
  const labels = asEntries(by.labels);
  if (labels.kind === 'unknown') return [{ by, level: { kind: 'unknown', value: labels.value } }];
  const level = asText(valueIn(by.labels, enforce));
  return level.kind === 'absent' ? [] : [{ by, level }];
}

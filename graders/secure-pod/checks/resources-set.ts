import { manifests } from '../../../src/collect/manifests/section.ts';
import type { Json } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { list } from '../../../src/grade/markdown.ts';
import type { App } from '../../../src/manifests/app.ts';
import { type Container, containersOf } from '../../../src/manifests/pods.ts';
import { valueIn } from '../../../src/terraform/value.ts';
import { containerTitle, ofEveryContainer, shownUnknown } from '../containers.ts';
import { counted } from '../printed.ts';
import { put } from '../put.ts';
import { type Need, needOf } from '../quantities.ts';

export default check({
  id: 'resources-set',
  title: 'Requests and a memory limit are set',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'junior',
  skills: ['kubernetes.resources'],
  why: 'The scheduler places pods by what they request: without, they are packed onto a node until it runs out, and are the first to be killed there. Without a memory limit one leak takes the neighbours along.',
  docs: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  judge: ({ manifests }, settings) =>
    verdictOf('requests for CPU and memory, and a memory limit, for every container that keeps running', ofEveryContainer(manifests, settings, ofContainer, ['app', 'sidecar'])),
});

/** A CPU limit is asked of nobody: it slows requests down while the node has time to spare. */
const wanted = { requests: { cpu: '50m', memory: '32Mi' }, limits: { memory: '64Mi' } };

const needs = [
  { of: 'requests', resource: 'cpu', says: 'a request for CPU' },
  { of: 'requests', resource: 'memory', says: 'a request for memory' },
  { of: 'limits', resource: 'memory', says: 'a memory limit' },
] as const;

function ofContainer(container: Container, app: App): Finding {
  const read = needs.map((need) => ({ ...need, answer: needOf(app, container, need.of, need.resource) }));
  const lacking = read.filter(({ answer }) => answer.kind === 'unset');
  const title = containerTitle(container, app);
  if (lacking.length > 0) return lacks(container, app, lacking.map(({ says }) => says));
  const unknown = read.find((each): each is typeof each & { readonly answer: Extract<Need, { kind: 'unknown' }> } => each.answer.kind === 'unknown');
  return unknown === undefined ? fine(`${title} has requests and a memory limit`) : open(`${unknown.says} of ${title} is ${shownUnknown(unknown.answer.value)}`, container.at);
}

/** What stands there is kept: the figures may have been measured. */
const lackingIn = ({ value }: Container): { readonly [name: string]: Json } =>
  Object.fromEntries(Object.entries(wanted).flatMap(([of, figures]) => {
    const lacking = Object.entries(figures).filter(([resource]) => valueIn(value, 'resources', of, resource) === undefined);
    return lacking.length === 0 ? [] : [[of, Object.fromEntries(lacking)]];
  }));

function lacks(container: Container, app: App, what: readonly string[]): Finding {
  const title = containerTitle(container, app);
  const running = containersOf(app.workload).containers.filter(({ role }) => role === 'app' || role === 'sidecar').length;
  const { manifest } = app.workload;
  return trouble({
    observed: `${title} lacks ${list(what)}`,
    at: container.at,
    fix: put(manifest, { title: `the container ${title}`, value: container.value }, { resources: lackingIn(container) }, ', with figures that you measured'),
    reproduce: `${counted(app, manifest, '^[[:space:]"-]*cpu"?[[:space:]]*[:=]', running)} && ${counted(app, manifest, '^[[:space:]"-]*memory"?[[:space:]]*[:=]', 2 * running)}`,
  });
}

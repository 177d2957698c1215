import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code, list } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { isOf, placeIn, shareNamespace, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { portsOf, type Service, type ServicePort } from '../../src/manifests/services.ts';
import { asEntries, valueIn } from '../../src/terraform/value.ts';
import { shownUnknown } from './containers.ts';
import { listeningOn, type Reach, reachOf } from './listening.ts';
import { ownLabels } from './own-labels.ts';
import { counted, ends, field, free, literally, oneMore } from './printed.ts';
import { put } from './put.ts';
import { addedObject, placed, written } from './snippets.ts';
import { unlessUnseen } from './unseen.ts';

/** Whether a Service leads to the app's pods, and to a port on which something answers. */
export function ofServices(app: App): Finding {
  const sure = app.services.filter(({ leads }) => leads === 'yes');
  const [maybe] = app.services;
  if (sure.length === 0) return maybe === undefined ? unlessUnseen(app, unselected(app)) : open(`whether ${code(titleOf(maybe.service.manifest))} selects the pods of ${code(app.title)} depends on values that are not in the files`, placeIn(maybe.service.manifest, maybe.service.selector));
  const all = sure.flatMap(({ service }) => service.ports.map((port) => ({ service, port, reach: reachOf(app, port) })));
  const reached = all.find(({ reach }) => reach.kind === 'reaches');
  if (reached !== undefined) return fine(`${code(app.title)} behind ${code(titleOf(reached.service.manifest))}`);
  const unknown = all.find(({ reach }) => reach.kind === 'unknown');
  if (unknown?.reach.kind === 'unknown') return open(`the port of ${code(titleOf(unknown.service.manifest))} is ${shownUnknown(unknown.reach.value)}`, unknown.port.at);
  const [first] = all;
  return first?.reach.kind === 'misses' ? missed(app, first.service, first.port, first.reach) : portless(app, sure[0]?.service);
}

function missed(app: App, { manifest }: Service, { at, target }: ServicePort, { says }: Extract<Reach, { kind: 'misses' }>): Finding {
  const right = rightTarget(app);
  return trouble({
    observed: `${code(titleOf(manifest))} ${says}`,
    at,
    fix: `In the port at ${placed(at)} write, in place of the \`targetPort\` there, if it has one:${written(manifest, { targetPort: right })}`,
    reproduce: valueIn(manifest.body, 'spec', 'ports', 0, 'targetPort') === undefined ? counted(app, manifest, field('targetPort', literally(String(right)))) : free(app, manifest, `${field('targetPort', literally(shownValue(target)))}${ends}`),
  });
}

/** By name, where the server's port has one. */
function rightTarget(app: App): string | number {
  const listening = listeningOn(app);
  const port = listening.kind === 'unknown' ? 8080 : listening.port;
  const name = app.servers.flatMap(portsOf).find((each) => each.port === port)?.name;
  return name === undefined ? port : shownValue(name);
}

function portless(app: App, service: Service | undefined): Finding {
  const manifest = service?.manifest ?? app.workload.manifest;
  return trouble({
    observed: `${code(titleOf(manifest))} has no port`,
    at: placeIn(manifest),
    fix: put(manifest, { title: `the \`spec\` of ${code(titleOf(manifest))}`, value: valueIn(manifest.body, 'spec') }, { ports: [{ name: 'http', port: 80, targetPort: rightTarget(app) }] }),
    reproduce: counted(app, manifest, field('targetPort', '')),
  });
}

function unselected(app: App): Finding {
  const { manifest } = app.workload;
  const labels = ownLabels(app);
  const near = app.around.find((each) => isOf(each, 'Service', '') && valueIn(each.body, 'spec', 'selector') !== undefined && shareNamespace(each, manifest) !== 'no');
  if (near !== undefined) {
    const selector = valueIn(near.body, 'spec', 'selector');
    const asked = asEntries(selector);
    const words = asked.kind === 'known' ? asked.is.map(([name, value]) => `${name}: ${shownValue(value)}`) : [];
    const strangers = asked.kind === 'known' ? asked.is.filter(([name, value]) => shownValue(valueIn(app.workload.podLabels, name)) !== shownValue(value)) : [];
    return trouble({
      observed: `${code(titleOf(near))} selects ${list(words.map(code))}, and the pods of ${code(app.title)} are not labelled so`,
      at: placeIn(near, selector),
      fix: `In ${code(titleOf(near))} (${placed(placeIn(near, selector))}) write, in place of what it says of that now:${written(near, { selector: labels })}`,
      reproduce: free(app, near, strangers.map(([name, value]) => field(literally(name), `${literally(shownValue(value))}${ends}`)).join('|')),
    });
  }
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'docc-sample' }, spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: rightTarget(app) }] } };
  return trouble({
    observed: `no Service leads to ${code(app.title)}`,
    at: placeIn(manifest),
    fix: `Add beside ${code(app.title)} (${placed(placeIn(manifest))}):${addedObject(manifest, service)}`,
    reproduce: oneMore('^[^#]*kind"?[[:space:]]*[:=][[:space:]]*"?Service"?[[:space:]]*$|"kubernetes_service(_v1)?"', app.around.filter((each) => isOf(each, 'Service', '')).length),
  });
}

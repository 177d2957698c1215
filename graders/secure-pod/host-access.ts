import type { Value } from '../../src/collect/terraform/section.ts';
import { type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { placeIn, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { type NodePath, nodePaths } from '../../src/manifests/volumes.ts';
import { confinementOf, containersOf } from '../../src/manifests/pods.ts';
import { asList, asNumber, asText, asTruth, valueIn } from '../../src/terraform/value.ts';
import { shownUnknown } from './containers.ts';
import { field, free, freeOrGone } from './printed.ts';
import { placed } from './snippets.ts';

/** Every way in which an app's pods reach into their node. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const hostAccess = (app: App): readonly Finding[] => [...ofNamespaces(app), ...ofVolumes(app), ...ofContainers(app)];

const namespaces = { hostNetwork: 'network', hostPID: 'processes', hostIPC: 'shared memory' } as const;

function ofNamespaces(app: App): readonly Finding[] {
  return Object.entries(namespaces).flatMap(([name, what]) => {
    const value = valueIn(app.workload.podSpec, name);
    const truth = asTruth(value);
    if (truth.kind === 'unknown') return [unknown(app, name, truth.value)];
    return truth.kind === 'known' && truth.is ? [taken(app, value, `shares the ${what} of its node`, name, field(name, 'true'))] : [];
  });
}

function ofVolumes(app: App): readonly Finding[] {
  const all = asList(valueIn(app.workload.podSpec, 'volumes'));
  if (all.kind === 'unknown') return [unknown(app, 'volumes', all.value)];
  const open = (all.kind === 'known' ? all.is : []).flatMap((volume) => ('unknown' in volume ? [unknown(app, 'volumes', volume)] : []));
  return [...open, ...nodePaths(app).map((each) => ofPath(app, each))];
}

function ofPath(app: App, { path, manifest, value }: NodePath): Finding {
  const shown = code(shownValue(path));
  if (manifest === app.workload.manifest) return taken(app, value, `mounts ${shown} of its node`, 'hostPath', '(hostPath|host_path)');
  return trouble({
    observed: `${code(app.title)} mounts ${shown} of its node by ${code(titleOf(manifest))}`,
    at: placeIn(manifest, value),
    fix: `Delete ${code(titleOf(manifest))} (${placed(placeIn(manifest))}) with its claim and its volume: an \`emptyDir\` gives the pods a place to write.`,
    reproduce: freeOrGone(manifest, '(hostPath|host_path|local)'),
  });
}

function ofContainers(app: App): readonly Finding[] {
  return containersOf(app.workload).containers.flatMap((container) => {
    const ports = asList(valueIn(container.value, 'ports'));
    const taking = (ports.kind === 'known' ? ports.is : []).flatMap((port) => {
      const host = asNumber(valueIn(port, 'hostPort'));
      return host.kind === 'known' && host.is > 0 ? [taken(app, valueIn(port, 'hostPort'), `takes port ${host.is} of its node`, 'hostPort', field('hostPort', '[1-9]'))] : [];
    });
    const { procMount } = confinementOf(container);
    const mount = asText(procMount.value);
    const bare = mount.kind === 'known' && mount.is === 'Unmasked' ? [taken(app, procMount.value, `shows ${code(container.name)} the whole of /proc`, 'procMount', field('procMount', 'Unmasked'))] : [];
    return [...taking, ...bare];
  });
}

function taken(app: App, value: Value | undefined, says: string, name: string, pattern: string): Finding {
  const { manifest } = app.workload;
  const at = placeIn(manifest, value);
  return trouble({
    observed: `${code(app.title)} ${says}`,
    at,
    fix: `Take ${code(name)} away at ${placed(at)}, with what belongs to it: a Service gives the pods an address, an \`emptyDir\` a place to write.`,
    reproduce: free(app, manifest, pattern),
  });
}

const unknown = (app: App, name: string, value: Value): Finding => open(`${code(name)} of ${code(app.title)} is ${shownUnknown(value)}`, placeIn(app.workload.manifest, value));

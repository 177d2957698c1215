import { quantityOf } from './quantity.ts';
import { annotations, entries, hasMarks, isLabel, isPortName, isSet, items, labels, notPortName, number, type Place, port, setAmong, text, unique, within, wrong } from './rule.ts';

/** What the API server's validation of pods refuses beyond the schema: pkg/apis/core/validation of Kubernetes 1.34. */
export function podRules(template: Place, { claims }: { readonly claims: readonly string[] }): void {
  labels(within(template, 'metadata', 'labels'));
  annotations(within(template, 'metadata', 'annotations'));
  const spec = within(template, 'spec');
  const main = items(within(spec, 'containers'));
  if (isSet(spec) && main.length === 0 && !hasMarks(within(spec, 'containers'))) wrong(within(spec, 'containers'), 'needs one container or more');
  const containers = [...items(within(spec, 'initContainers')), ...main, ...items(within(spec, 'ephemeralContainers'))];
  unique(containers.map((each) => within(each, 'name')), 'a container named');
  const volumes = items(within(spec, 'volumes'));
  unique(volumes.map((each) => within(each, 'name')), 'a volume named');
  for (const volume of volumes) volumeRules(volume);
  const known = hasMarks(within(spec, 'volumes')) ? undefined : new Set([...claims, ...volumes.flatMap((each) => text(within(each, 'name')) ?? [])]);
  for (const container of containers) containerRules(container, known);
  if (within(spec, 'hostNetwork').value === true) for (const container of containers) hostPorts(container);
}

function volumeRules(volume: Place): void {
  const name = text(within(volume, 'name'));
  if (name !== undefined && !isLabel(name)) wrong(within(volume, 'name'), notLabel(name));
  const sources = entries(volume).filter(([each, place]) => each !== 'name' && isSet(place));
  if (sources.length > 1) wrong(volume, `a volume has one source; it has ${sources.map(([each]) => each).join(' and ').slice(0, 100)}`);
}

const notLabel = (name: string): string => `must be lower-case letters, digits and -, at most 63, beginning and ending with a letter or digit; it is ${JSON.stringify(name.slice(0, 80))}`;

function containerRules(container: Place, volumes: ReadonlySet<string> | undefined): void {
  const name = text(within(container, 'name'));
  if (name !== undefined && !isLabel(name)) wrong(within(container, 'name'), notLabel(name));
  if (!isSet(within(container, 'image'))) wrong(container, 'image is required and missing');
  const ports = items(within(container, 'ports'));
  unique(ports.map((each) => within(each, 'name')), 'a port named');
  for (const each of ports) portRules(each);
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) probeRules(within(container, probe), probe !== 'readinessProbe');
  for (const each of items(within(container, 'env'))) variableRules(each);
  mountRules(items(within(container, 'volumeMounts')), volumes);
  resourceRules(within(container, 'resources'));
  securityRules(within(container, 'securityContext'));
}

function portRules(place: Place): void {
  port(within(place, 'containerPort'));
  if (number(within(place, 'hostPort')) !== 0) port(within(place, 'hostPort'));
  const name = text(within(place, 'name'));
  if (name !== undefined && name !== '' && !isPortName(name)) wrong(within(place, 'name'), notPortName(name));
}

function hostPorts(container: Place): void {
  for (const each of items(within(container, 'ports'))) {
    const [own, host] = [number(within(each, 'containerPort')), number(within(each, 'hostPort'))];
    if (own !== undefined && host !== undefined && host !== 0 && own !== host) wrong(within(each, 'hostPort'), `must be the containerPort ${own} where hostNetwork is on`);
  }
}

function probeRules(probe: Place, isOnce: boolean): void {
  if (!isSet(probe)) return;
  const handlers = setAmong(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc']);
  if (handlers.length !== 1 && !hasMarks(probe)) wrong(probe, handlers.length === 0 ? 'a probe needs httpGet, tcpSocket, grpc or exec' : `a probe has one handler; it has ${handlers.join(' and ')}`);
  for (const handler of ['httpGet', 'tcpSocket', 'grpc']) port(within(probe, handler, 'port'));
  for (const name of ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold']) {
    if ((number(within(probe, name)) ?? 0) < 0) wrong(within(probe, name), 'must not be less than 0');
  }
  if (isOnce && (number(within(probe, 'successThreshold')) ?? 1) > 1) wrong(within(probe, 'successThreshold'), 'must be 1 for a liveness or startup probe');
}

function variableRules(variable: Place): void {
  const from = within(variable, 'valueFrom');
  if (!isSet(from)) return;
  const value = within(variable, 'value').value;
  if (typeof value === 'string' && value !== '') wrong(from, 'stands beside value: only one of the two may be set');
  if (entries(from).length !== 1 && !hasMarks(from)) wrong(from, 'needs exactly one source: secretKeyRef, configMapKeyRef, fieldRef or resourceFieldRef');
}

function mountRules(mounts: readonly Place[], volumes: ReadonlySet<string> | undefined): void {
  unique(mounts.map((each) => within(each, 'mountPath')), 'a mount at');
  for (const mount of mounts) {
    const name = text(within(mount, 'name'));
    if (name !== undefined && volumes?.has(name) === false) wrong(within(mount, 'name'), `no volume is named ${name.slice(0, 63)}: add it under volumes`);
  }
}

function resourceRules(resources: Place): void {
  for (const [name, request] of entries(within(resources, 'requests'))) {
    const limit = within(resources, 'limits', name).value;
    const [asked, most] = [quantityOf(request.value), quantityOf(limit)];
    if (asked !== undefined && asked < 0) wrong(request, 'must not be less than 0');
    if (asked !== undefined && most !== undefined && asked > most) wrong(request, `asks for more ${name.slice(0, 40)} than its limit of ${JSON.stringify(limit)}`);
  }
}

function securityRules(context: Place): void {
  if (within(context, 'allowPrivilegeEscalation').value !== false) return;
  if (within(context, 'privileged').value === true) wrong(within(context, 'allowPrivilegeEscalation'), 'can not be false where privileged is true');
  const added = items(within(context, 'capabilities', 'add')).flatMap((each) => text(each) ?? []);
  if (added.some((each) => each === 'SYS_ADMIN' || each === 'CAP_SYS_ADMIN')) wrong(within(context, 'allowPrivilegeEscalation'), 'can not be false where SYS_ADMIN is added');
}

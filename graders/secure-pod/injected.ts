import type { Value } from '../../src/collect/terraform/section.ts';
import { type Finding, open, trouble } from '../../src/grade/findings.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { configMapsNamed, environmentOf, type Variable } from '../../src/manifests/environment.ts';
import { isOf, shownValue, titleOf } from '../../src/manifests/objects.ts';
import type { Container } from '../../src/manifests/pods.ts';
import { asEntries, asList, asText, valueIn } from '../../src/terraform/value.ts';
import { containerTitle, shownUnknown } from './containers.ts';
import { counted, literally, oneMore } from './printed.ts';
import { put } from './put.ts';
import { addedObject, placed } from './snippets.ts';
import { unlessUnseen } from './unseen.ts';

/** What the given server reads: assets/sample/server.go. */
const serverSettings = ['ADDR', 'LOG_LEVEL', 'MESSAGE', 'SHUTDOWN_DELAY'];

/** Why the server's settings don't come from outside. Undefined: they do. */
export function settingsFailure(app: App, server: Container): Finding | undefined {
  const { variables, bulks, unread } = environmentOf(server);
  const refs = [...bulks, ...variables.flatMap(fromMap)];
  const missing = refs.filter((ref) => isMissing(app, ref));
  const needed = missing.find(({ optional }) => !optional);
  if (needed !== undefined) return unlessUnseen(app, unmade(app, needed.name, needed.at));
  const keyless = variables.find((each) => lacksKey(app, each));
  if (keyless?.from.kind === 'config-map') return withoutKey(app, keyless.name, keyless.at, keyless.from);
  if (refs.some((ref) => !missing.includes(ref) && !isIdle(app, ref))) return undefined;
  const typed = variables.filter(({ name, from }) => from.kind === 'literal' && serverSettings.includes(name));
  if (typed.length > 0) return takesValues(app) ? undefined : typedIn(app, server, typed);
  if (unread !== undefined) return open(`the environment of ${containerTitle(server, app)} is ${shownUnknown(unread)}`, server.at);
  return mountsConfig(app) ? undefined : unset(app, server);
}

type Ref = { readonly kind: 'config-map' | 'secret'; readonly name: Value; readonly key?: Value | undefined; readonly optional: boolean; readonly at: Location };

function fromMap({ at, from }: Variable): readonly Ref[] {
  return from.kind === 'config-map' || from.kind === 'secret' ? [{ kind: from.kind, name: from.name, key: from.key ?? from.name, optional: from.optional, at }] : [];
}

const isMissing = (app: App, { kind, name }: Ref): boolean => kind === 'config-map' && 'known' in name && configMapsNamed(app, name).length === 0;

/** A whole ConfigMap in which the server finds none of its settings. */
function isIdle(app: App, ref: Ref): boolean {
  const maps = ref.kind === 'config-map' && ref.key === undefined ? configMapsNamed(app, ref.name) : [];
  return maps.length > 0 && maps.every(({ manifest }) => {
    const data = asEntries(valueIn(manifest.body, 'data'));
    return data.kind !== 'unknown' && (data.kind !== 'known' || !data.is.some(([name]) => serverSettings.includes(name)));
  });
}

/** It names a key that the ConfigMap doesn't have: then the container never starts. */
function lacksKey(app: App, { from }: Variable): boolean {
  const key = from.kind === 'config-map' && !from.optional ? asText(from.key) : undefined;
  if (from.kind !== 'config-map' || key?.kind !== 'known') return false;
  const maps = configMapsNamed(app, from.name);
  return maps.length > 0 && maps.every(({ manifest }) => ['data', 'binaryData'].every((field) => {
    const entries = asEntries(valueIn(manifest.body, field));
    return entries.kind !== 'unknown' && (entries.kind !== 'known' || !entries.is.some(([name]) => name === key.is));
  }));
}

function withoutKey(app: App, variable: string, at: Location, { name, key }: Extract<Variable['from'], { readonly kind: 'config-map' | 'secret' }>): Finding {
  const [first] = configMapsNamed(app, name);
  const map = first?.manifest ?? app.workload.manifest;
  return trouble({
    observed: `${code(app.title)} takes ${code(variable)} from ${code(shownValue(key))} of ${code(titleOf(map))}, which has no such key: its pods never start`,
    at,
    fix: put(map, { title: code(titleOf(map)), value: map.body }, { data: { [shownValue(key)]: '<value>' } }, ', with the value that you want'),
    reproduce: counted(app, map, `${literally(shownValue(key))}"?[[:space:]]*[:=]`),
  });
}

/** A chart's templates and Terraform's resources take values: what they render is no longer told apart from what is typed in. */
const takesValues = ({ workload: { manifest } }: App): boolean => manifest.origin.kind === 'chart' || manifest.origin.kind === 'terraform';

function mountsConfig({ workload: { podSpec } }: App): boolean {
  const volumes = asList(valueIn(podSpec, 'volumes'));
  return volumes.kind === 'known' && volumes.is.some((volume) => ['configMap', 'projected'].some((kind) => valueIn(volume, kind) !== undefined));
}

const mapObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'docc-sample' }, data: { LOG_LEVEL: 'INFO', MESSAGE: 'hello from docc-sample', SHUTDOWN_DELAY: '5s' } };

const taking = (app: App, server: Container): string =>
  `${put(app.workload.manifest, { title: `the container ${containerTitle(server, app)}`, value: server.value }, { envFrom: [{ configMapRef: { name: 'docc-sample' } }] })}\nand add beside ${code(app.title)}, with the values that you want:${addedObject(app.workload.manifest, mapObject)}`;

const takesMap = (app: App): string => counted(app, app.workload.manifest, '(configMapRef|configMapKeyRef|config_map_ref|config_map_key_ref)');

function typedIn(app: App, server: Container, typed: readonly Variable[]): Finding {
  return trouble({
    observed: `${containerTitle(server, app)} has ${typed.map(({ name }) => code(name)).join(', ')} typed in`,
    at: typed[0]?.at ?? server.at,
    fix: `${taking(app, server)}\nand take the variables away at ${placed(typed[0]?.at ?? server.at)}.`,
    reproduce: takesMap(app),
  });
}

const unset = (app: App, server: Container): Finding =>
  trouble({ observed: `${containerTitle(server, app)} gets no setting: not one of ${serverSettings.join(', ')}`, at: server.at, fix: taking(app, server), reproduce: takesMap(app) });

/** Of ConfigMaps alone: Secrets are made by operators, vaults and people. */
function unmade(app: App, name: Value, at: Location): Finding {
  const map = { ...mapObject, metadata: { name: shownValue(name) } };
  return trouble({
    observed: `${code(app.title)} takes its settings from ${code(shownValue(name))}, a ConfigMap that nothing makes: its pods never start`,
    at,
    fix: `Add beside ${code(app.title)}, with the values that you want:${addedObject(app.workload.manifest, map)}`,
    reproduce: oneMore('^kind:[[:space:]]*ConfigMap[[:space:]]*$|configMapGenerator|"kubernetes_config_map', app.around.filter((each) => isOf(each, 'ConfigMap', '')).length),
  });
}

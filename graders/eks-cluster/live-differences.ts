import type { CloudClusterFacts } from '../../src/collect/cloud/cluster/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { asList, asText, asTruth } from '../../src/terraform/value.ts';
import { rangeOf, reachOf } from './clusters-addresses.ts';
import type { Setting } from './clusters-settings.ts';
import { sourceOf } from './clusters-sources.ts';
import { fixFor } from './clusters-wording.ts';
import { isGiven, type Pair } from './live-clusters.ts';

/** Where what is there is not what is declared. `open`: it is on its way. */
export type Difference =
  | { readonly kind: 'trouble'; readonly observed: string; readonly fix: string; readonly reproduce: string; readonly at: Location }
  | { readonly kind: 'open'; readonly reason: string; readonly at: Location };

type Place = CloudClusterFacts['account'];

/** `aws eks describe-cluster` of it, ending in the query. */
export const describing = ({ found }: Pair, { region }: Place, query: string, output: 'text' | 'json' = 'text'): string =>
  `aws eks describe-cluster --region ${shellWord(region)} --name ${shellWord(found.name)} --query ${shellWord(query)} --output ${output}`;

/** Only what is written is compared: of what is left to EKS or a module, any value is as declared. */
export const differences = (pair: Pair, place: Place): readonly Difference[] => [
  ...statusOf(pair, place),
  ...versionOf(pair, place),
  ...logsOf(pair, place),
  ...accessOf(pair, place, 'private'),
  ...accessOf(pair, place, 'public'),
  ...rangesOf(pair, place),
];

function statusOf(pair: Pair, place: Place): readonly Difference[] {
  const { declared, found } = pair;
  const { at } = declared;
  const { status } = found;
  if (status === 'ACTIVE') return [];
  if (status === 'UPDATING') return [{ kind: 'open', reason: `${code(found.name)} is being updated: grade again when \`aws eks wait cluster-active --name ${shellWord(found.name)}\` returns`, at }];
  const fix = status === 'CREATING' || status === 'PENDING'
    ? `Wait until \`aws eks wait cluster-active --region ${shellWord(place.region)} --name ${shellWord(found.name)}\` returns (some fifteen minutes), and have it graded again.`
    : status === 'DELETING' ? `Wait until it is gone, and make it again: \`terraform apply\`.` : `Read why in \`aws eks describe-cluster --name ${shellWord(found.name)} --query cluster.health\`, delete it, and make it again: \`terraform apply\`.`;
  return [{ kind: 'trouble', observed: `${code(found.name)} is ${code(status)}`, fix, reproduce: `test "$(${describing(pair, place, 'cluster.status')})" = ACTIVE`, at }];
}

function versionOf(pair: Pair, place: Place): readonly Difference[] {
  const { declared, found } = pair;
  const { version } = declared.settings;
  const text = asText(version.value);
  if (version.origin !== 'written' || text.kind !== 'known' || text.is === found.version) return [];
  return [
    {
      kind: 'trouble',
      observed: `${code(found.name)} runs ${code(found.version)}, and ${code(text.is)} is declared`,
      fix: `Bring it there with \`terraform apply\` (one minor version at a time, never back), or declare what runs. ${fixFor(declared, version, JSON.stringify(found.version))}`,
      reproduce: `test "$(${describing(pair, place, 'cluster.version')})" = ${shellWord(text.is)}`,
      at: placeOf(pair, version),
    },
  ];
}

const placeOf = ({ declared }: Pair, setting: Setting): Location => sourceOf(declared.declared, setting).at;

function logsOf(pair: Pair, place: Place): readonly Difference[] {
  const { declared, found } = pair;
  const { logs } = declared.settings;
  const members = asList(logs.value);
  if (logs.origin !== 'written' || members.kind !== 'known') return [];
  const types = members.is.flatMap((each) => {
    const text = asText(each);
    return text.kind === 'known' ? [text.is] : [];
  });
  const missing = types.filter((type) => !found.logs.includes(type));
  if (missing.length === 0) return [];
  const query = 'cluster.logging.clusterLogging[?enabled].types[]';
  return [
    {
      kind: 'trouble',
      observed: `${code(found.name)} writes no ${list(missing.map(code))} log, which is declared`,
      fix: `Apply what is declared: \`terraform apply\`; or, if nobody is to read them, declare what is written. ${fixFor(declared, logs, `[${found.logs.map((type) => JSON.stringify(type)).join(', ')}]`)}`,
      reproduce: missing.map((type) => `${describing(pair, place, query)} | grep -qw ${shellWord(type)}`).join(' && '),
      at: placeOf(pair, logs),
    },
  ];
}

function accessOf(pair: Pair, place: Place, which: 'private' | 'public'): readonly Difference[] {
  const { declared, found } = pair;
  const setting = which === 'private' ? declared.settings.endpointPrivate : declared.settings.endpointPublic;
  const wanted = asTruth(setting.value);
  const is = found.endpoint[which];
  if (setting.origin !== 'written' || wanted.kind !== 'known' || wanted.is === is) return [];
  const query = which === 'private' ? 'cluster.resourcesVpcConfig.endpointPrivateAccess' : 'cluster.resourcesVpcConfig.endpointPublicAccess';
  const how = which === 'public' ? 'the internet' : 'its VPC privately';
  return [
    {
      kind: 'trouble',
      observed: `the endpoint of ${code(found.name)} answers ${is ? how : `${how} no longer`}, and ${code(`${setting.name} = ${String(wanted.is)}`)} is declared`,
      fix: `Apply what is declared: \`terraform apply\`; or declare what is. ${fixFor(declared, setting, String(is))}`,
      reproduce: `${describing(pair, place, query)} | grep -qix ${String(wanted.is)}`,
      at: placeOf(pair, setting),
    },
  ];
}

/** More than that is open to whoever comes: as eks-endpoint-restricted has it. */
const wide = { four: 1n << 16n, six: 1n << 96n };

/**
 * Addresses that are written must hold all that are let in. Those of a variable are somebody's office, which is no one else's
 * business: there only an endpoint that is open to everybody differs.
 */
function rangesOf(pair: Pair, place: Place): readonly Difference[] {
  const { declared, found } = pair;
  const { endpointCidrs } = declared.settings;
  const members = asList(endpointCidrs.value);
  if (endpointCidrs.origin !== 'written' || !found.endpoint.public || members.kind !== 'known') return [];
  const actual = found.endpoint.cidrs.length === 0 ? ['0.0.0.0/0'] : found.endpoint.cidrs;
  const wanted = members.is.flatMap((each) => rangeOf(each) ?? []);
  const hasGap = wanted.length < members.is.length || wanted.some(({ from }) => from < 0n);
  const isLoose = hasGap || isGiven(endpointCidrs.value) || members.is.some(isGiven);
  const [within, beyond] = [reachOf(wanted), reachOf([...wanted, ...actual.flatMap((text) => rangeOf({ known: text }) ?? [])])];
  const isWider = isLoose ? (beyond.four > wide.four && within.four <= wide.four) || (beyond.six > wide.six && within.six <= wide.six) : beyond.four > within.four || beyond.six > within.six;
  if (!isWider) return [];
  return [
    {
      kind: 'trouble',
      observed: `the endpoint of ${code(found.name)} is open to ${list(actual.slice(0, 5).map(code))}, more than is declared`,
      fix: `Apply what is declared: \`terraform apply\`; or declare who is to come in. ${fixFor(declared, endpointCidrs, JSON.stringify(actual))}`,
      reproduce: `! ${describing(pair, place, 'cluster.resourcesVpcConfig.publicAccessCidrs')} | tr '\\t' '\\n' | grep -qxF ${shellWord(actual.join('\n'))}`,
      at: placeOf(pair, endpointCidrs),
    },
  ];
}

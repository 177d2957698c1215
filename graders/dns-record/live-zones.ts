import type { CloudNameAnswer, CloudRecordFacts, CloudZone } from '../../src/collect/cloud/record/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import type { Failure } from '../../src/grade/judgement.ts';
import { code, list } from '../../src/grade/markdown.ts';

/** What keeps the record from being there for everybody. `open`: docc could not see. */
export type Obstacle = ({ readonly kind: 'trouble' } & Pick<Failure, 'observed' | 'fix' | 'reproduce'>) | { readonly kind: 'open'; readonly reason: string };

/** No zone holds a record for the host that the world could be led to. */
export function unheld({ account, host, zones }: CloudRecordFacts): Obstacle | undefined {
  const open = zones.filter(({ isPrivate }) => !isPrivate);
  if (open.some(({ records }) => records.length > 0)) return undefined;
  const [zone] = open;
  if (zone !== undefined) {
    return {
      kind: 'trouble',
      observed: `the zone ${code(zone.name)} of the account ${account.id} holds no record for ${code(host)}`,
      fix: 'Apply what is declared: `terraform apply`; where external-dns makes the record, read why it doesn’t: `kubectl logs --all-namespaces --selector app.kubernetes.io/name=external-dns`.',
      reproduce: recordIn(zone, host),
    };
  }
  const hidden = zones.find(({ records }) => records.length > 0) ?? zones[0];
  if (hidden !== undefined) {
    return {
      kind: 'trouble',
      observed: `only the private zone ${code(hidden.name)} of the account ${account.id} holds ${code(host)}: nobody outside its VPCs is answered`,
      fix: 'Make the record in a public zone: `private_zone = false` where it is looked up, and no `vpc` where it is declared.',
      reproduce: zoneFor(host),
    };
  }
  return {
    kind: 'trouble',
    observed: `the account ${account.id} has no hosted zone that holds ${code(host)}`,
    fix: `Apply what is declared in the account that has the zone: \`terraform apply\`; and name that account in \`docc.cloud.yml\`.`,
    reproduce: zoneFor(host),
  };
}

const recordIn = ({ id }: CloudZone, host: string): string =>
  `aws route53 list-resource-record-sets --hosted-zone-id ${shellWord(id)} --query ${shellWord(`ResourceRecordSets[?Name=='${host}.'].Type`)} --output text | grep -qwE 'A|AAAA|CNAME'`;

const zoneFor = (host: string): string => {
  const names = host.split('.').slice(0, -1).map((_, index, labels) => host.split('.').slice(index, labels.length + 1).join('.'));
  return `aws route53 list-hosted-zones --query 'HostedZones[?Config.PrivateZone==\`false\`].Name' --output text | tr '\\t' '\\n' | grep -qxE ${shellWord(names.map((name) => `${name.replaceAll('.', String.raw`\.`)}\\.`).join('|'))}`;
};

/** Whether whoever asks for the host comes to this zone, and is answered by every server there. */
export function unanswered(zone: CloudZone, host: string): Obstacle | undefined {
  const { delegation, servers, name } = zone;
  if (delegation.kind === 'nobody') {
    return {
      kind: 'trouble',
      observed: `nobody is led to the zone ${code(name)}: its parent delegates it to no server that answers`,
      fix: `Give the parent zone, or the registrar of the domain, these name servers for ${code(name)}: ${list(servers.map(code))}. \`aws route53 get-hosted-zone --id ${shellWord(zone.id)}\` prints them.`,
      reproduce: `dig +short ${shellWord(name)} NS | grep -q .`,
    };
  }
  if (delegation.kind === 'silent') return { kind: 'open', reason: `who answers for ${code(name)} could not be asked from here (${code(delegation.because)})` };
  const asked = delegation.kind === 'told' ? delegation.servers : servers;
  const answers = zone.answers.filter(({ server }) => asked.includes(server));
  const wrong = answers.filter(({ answer }) => answer.kind === 'none' || answer.kind === 'refused');
  const [first] = wrong;
  if (first !== undefined) return withoutAnswer(first, wrong.map(({ server }) => server), zone, host);
  const silent = answers.find(({ answer }) => answer.kind === 'silent');
  if (silent !== undefined || answers.length === 0) return { kind: 'open', reason: `${silent === undefined ? `the name servers of ${code(name)}` : code(silent.server)} could not be asked from here` };
  return undefined;
}

type Answered = { readonly server: string; readonly answer: CloudNameAnswer };

function withoutAnswer({ server, answer }: Answered, all: readonly string[], { servers, name }: CloudZone, host: string): Obstacle {
  const isForeign = all.some((each) => !servers.includes(each));
  const mend = isForeign
    ? `The zone's own name servers are ${list(servers.map(code))}: give the parent zone, or the registrar of the domain, exactly these for ${code(name)}; it still has those of another zone.`
    : `Wait a minute (\`aws route53 wait resource-record-sets-changed --id <change id>\`), and see that no routing policy or health check withholds the record.`;
  return {
    kind: 'trouble',
    observed: `${code(server)} ${answer.kind === 'none' ? `has no address for ${code(host)}` : `refuses to answer for ${code(name)}`}${all.length === 1 ? '' : `, as ${all.length - 1} more of its name servers`}`,
    fix: mend,
    reproduce: all.map((each) => `dig +short ${shellWord(`@${each}`)} ${shellWord(host)} | grep -q .`).join(' && '),
  };
}

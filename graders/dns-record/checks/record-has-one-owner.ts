import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { addressOf, placeOf } from '../../../src/terraform/declared.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';
import { covers, externalDns, type Sources } from '../external-dns.ts';
import { askedPerhaps, hostRecords, type Maker, makers, shownMaker, type Watched, watched } from '../makers.ts';
import type { DnsRecord } from '../records.ts';
import { rivalOf } from '../rivals.ts';
import { placed } from '../snippets.ts';

export default check({
  id: 'record-has-one-owner',
  title: 'One thing owns the record',
  needs: { terraform, manifests },
  after: ['record-declared'],
  weight: 1,
  level: 'senior',
  skills: ['dns.ownership', 'terraform.state'],
  why: 'Two writers undo each other: whoever applies last wins, until the other looks again.',
  docs: 'https://kubernetes-sigs.github.io/external-dns/latest/docs/registry/registry/',
  discuss: {
    topic: 'infrastructure-as-code',
    passed: 'The record has one owner: {observed}. When would you let the other one, Terraform or the cluster, own names?',
  },
  judge: (sources, settings) => {
    const own = hostRecords(sources.terraform, settings);
    const [record] = own;
    if (record === undefined) return withoutTerraform(makers(sources, settings));
    return contested(sources, record, settings) ?? doubled(own) ?? undecided(sources, record, settings) ?? pass(`Terraform alone (${code(addressOf(record.by))})`);
  },
});

const withoutTerraform = (all: readonly Maker[]): Judgement =>
  all.length === 0 ? unresolved('no record for the host is known') : pass(list(all.map(shownMaker)));

const expected = 'Terraform or external-dns, not both';

function contested(sources: Sources, record: DnsRecord, settings: Settings): Judgement | undefined {
  const rival = watched(sources, settings).find(({ answer }) => answer === 'yes');
  if (rival === undefined) return undefined;
  const at = placeOf(record.by);
  return fail({
    expected,
    observed: `${code(addressOf(record.by))} and ${shownRival(rival)} both write it`,
    at,
    alsoAt: [rival.source.at, rival.dns.at],
    fix: `Keep one. Either take ${code(addressOf(record.by))} (${placed(at)}) away, with what refers to it; or take the host away from ${code(rival.source.by)} (${placed(rival.source.at)}); or, if nothing else needs it, take external-dns away (${placed(rival.dns.at)}).`,
    reproduce: `! { ${held(record)} && grep -qE 'external-dns(\\.alpha)?\\.kubernetes\\.io/hostname|host' ${shellPath(rival.source.at.path)} && grep -qE 'external-?dns' ${shellPath(rival.dns.at.path)}; }`,
  });
}

const shownRival = ({ dns, source }: Watched): string => `external-dns (${code(dns.by)}, for ${code(source.by)})`;

/** Finds the block in Terraform's own syntax, and its name in JSON. */
const held = ({ by: { block } }: DnsRecord): string => `grep -qE '"${block.name}"[[:space:]]*[{:]' ${shellPath(block.path)}`;

function doubled(own: readonly DnsRecord[]): Judgement | undefined {
  for (const record of own) {
    const { other, certain } = rivalOf(record, own) ?? {};
    if (other === undefined) continue;
    const [one, two] = [record, other].map(({ by }) => `${code(addressOf(by))} (${placed(placeOf(by))})`);
    if (certain !== true) return unresolved(`${one} and ${two} both make it: whether in one zone, files don't tell`, placeOf(other.by));
    return fail({
      expected: 'one record for the name and type',
      observed: `${code(addressOf(record.by))} and ${code(addressOf(other.by))} both make it`,
      at: placeOf(other.by),
      alsoAt: [placeOf(record.by)],
      fix: `Take one of them away: ${one} or ${two}. If both are meant, give each a \`set_identifier\` and a routing policy.`,
      reproduce: `! { ${held(record)} && ${held(other)}; } || grep -qE 'set_identifier' ${shellPath(other.by.block.path)}`,
    });
  }
  return undefined;
}

function undecided(sources: Sources, record: DnsRecord, settings: Settings): Judgement | undefined {
  const dns = externalDns(sources).find((each) => covers(each, settings) !== 'no');
  if (dns === undefined) return undefined;
  const [perhaps] = askedPerhaps(sources, settings);
  if (perhaps !== undefined) return unresolved(`${code(addressOf(record.by))} makes it, and external-dns may for ${code(perhaps.by)}: that depends on values that are not in the files`, perhaps.at);
  const [unread] = sources.manifests.unrendered;
  return unread && unresolved(`${code(addressOf(record.by))} makes it, and external-dns would too if ${code(unread.path)} asks for the host: ${unread.because}`, { path: unread.path });
}

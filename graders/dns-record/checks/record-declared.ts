import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { type Settings, serviceHost } from '../../../src/grade/settings.ts';
import { addressOf, placeOf } from '../../../src/terraform/declared.ts';
import { code } from '../../../src/grade/markdown.ts';
import { covers, externalDns, type Sources } from '../external-dns.ts';
import { answersFor } from '../host.ts';
import { askedPerhaps, hostRecords, makers, shownMaker } from '../makers.ts';
import { inPrivateZone, recordMissing, unasked, unwatched, withTypedAddresses } from '../record-failures.ts';
import { answers, isValidation, leadsClients, pointsAtName, records } from '../records.ts';
import type { Right } from '../rights.ts';
import { hostSources } from '../sources.ts';
import { unreadModules } from '../unread-modules.ts';
import { unseenWriter } from '../unseen-writer.ts';

export default check({
  id: 'record-declared',
  title: 'The record is declared',
  needs: { terraform, manifests },
  after: [],
  weight: 3,
  level: 'junior',
  skills: ['aws.route53', 'dns.records'],
  why: 'A name that was clicked together is gone with the account, and nobody can tell who changed it, when and why.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html',
  judge: (sources, settings) => {
    const { terraform } = sources;
    const bare = hostRecords(terraform, settings).find((record) => !pointsAtName(record));
    const [maker] = makers(sources, settings).filter((each) => each.kind === 'external-dns' || pointsAtName(each.record));
    if (maker !== undefined) return pass(`${serviceHost(settings)} comes from ${shownMaker(maker)}`);
    const near = (bare && withTypedAddresses(bare, settings)) ?? inPrivateZone(terraform, settings) ?? unwatched(sources, settings);
    return near ?? undecided(sources, settings) ?? unasked(sources, settings) ?? recordMissing(terraform, settings);
  },
});

function undecided(sources: Sources, settings: Settings): Judgement | undefined {
  const host = serviceHost(settings);
  const open = records(sources.terraform).find((record) => leadsClients(record) && !isValidation(record) && answers(record, settings) !== 'no');
  if (open !== undefined) {
    const why = open.by.exists === 'maybe' ? 'is there' : `is ${host}`;
    return unresolved(`whether ${code(addressOf(open.by))} ${why} depends on values that are not in the files`, placeOf(open.by, open.nameValue));
  }
  const writer = externalDns(sources).some((each) => covers(each, settings) !== 'no') ? undefined : unseenWriter(sources);
  return (writer === undefined ? byExternalDns(sources, settings) : byUnseen(sources, writer, settings)) ?? byModule(sources);
}

function byExternalDns(sources: Sources, settings: Settings): Judgement | undefined {
  if (!externalDns(sources).some((each) => covers(each, settings) !== 'no')) return undefined;
  const host = serviceHost(settings);
  const [perhaps] = askedPerhaps(sources, settings);
  if (perhaps !== undefined) return unresolved(`whether external-dns writes ${host} for ${code(perhaps.by)} depends on values that are not in the files`, perhaps.at);
  const [unread] = sources.manifests.unrendered;
  return unread && unresolved(`external-dns would write ${host} if ${code(unread.path)} asks for it: ${unread.because}`, { path: unread.path });
}

/** Where nothing asks for the host, it writes nothing, whoever installs it. */
function byUnseen(sources: Sources, { by, at }: Right, settings: Settings): Judgement | undefined {
  const isAsked = hostSources(sources).some(({ names }) => answersFor(names, settings) !== 'no') || sources.manifests.unrendered.length > 0;
  return isAsked ? unresolved(`${code(addressOf(by))} is a right of external-dns: what installs that is not in the files`, at) : undefined;
}

function byModule({ terraform }: Sources): Judgement | undefined {
  const [module] = unreadModules(terraform);
  return module && unresolved(`${code(addressOf(module))} may make the record: its code is not here`, placeOf(module));
}

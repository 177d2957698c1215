import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { type Settings, serviceHost } from '../../../src/grade/settings.ts';
import { addressOf, placeOf } from '../../../src/terraform/declared.ts';
import { code } from '../../../src/grade/markdown.ts';
import { covers, externalDns } from '../external-dns.ts';
import { hostRecords, makers, shownMaker } from '../makers.ts';
import { inPrivateZone, recordMissing, unwatched, withTypedAddresses } from '../record-failures.ts';
import { answers, isValidation, leadsClients, pointsAtName, records } from '../records.ts';
import { unreadModules } from '../unread-modules.ts';
import { unseenWriter } from '../unseen-writer.ts';

export default check({
  id: 'record-declared',
  title: 'The record is declared',
  needs: { terraform },
  after: [],
  weight: 3,
  level: 'junior',
  skills: ['aws.route53', 'dns.records'],
  why: 'A name that was clicked together is gone with the account, and nobody can tell who changed it, when and why.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html',
  judge: ({ terraform }, settings) => {
    const bare = hostRecords(terraform, settings).find((record) => !pointsAtName(record));
    const [maker] = makers(terraform, settings).filter((each) => each.kind === 'external-dns' || pointsAtName(each.record));
    if (maker !== undefined) return pass(`${serviceHost(settings)} comes from ${shownMaker(maker)}`);
    const near = (bare && withTypedAddresses(bare, settings)) ?? inPrivateZone(terraform, settings) ?? unwatched(terraform, settings);
    return near ?? undecided(terraform, settings) ?? recordMissing(terraform, settings);
  },
});

function undecided(facts: TerraformFacts, settings: Settings): Judgement | undefined {
  const host = serviceHost(settings);
  const open = records(facts).find((record) => leadsClients(record) && !isValidation(record) && answers(record, settings) !== 'no');
  if (open !== undefined) {
    const why = open.by.exists === 'maybe' ? 'is there' : `is ${host}`;
    return unresolved(`whether ${code(addressOf(open.by))} ${why} depends on values that are not in the files`, placeOf(open.by, open.nameValue));
  }
  const dns = externalDns(facts).find((each) => covers(each, settings) !== 'no');
  if (dns !== undefined) return unresolved(`external-dns would write ${host} if an Ingress, Service or route asks for it: that is told by the rendered manifests`, dns.at);
  const writer = unseenWriter(facts);
  if (writer !== undefined) return unresolved(`${code(addressOf(writer.by))} is a right of external-dns: whether that is installed, and asked for ${host}, is told by manifests`, writer.at);
  const [module] = unreadModules(facts);
  return module && unresolved(`${code(addressOf(module))} may make the record: its code is not here`, placeOf(module));
}

import { join, resolve } from 'node:path';
import { z } from 'zod';
import { keyOf } from '../cloud/resource.ts';
import { canonical } from '../evidence/canonical.ts';
import { awsAccount } from '../provision/aws-account.ts';
import { janitor, type JanitorReport } from '../provision/janitor.ts';
import { accountPorts } from '../provision/open.ts';
import { ownFolder, writeWhole } from '../tools/folder.ts';
import { action, yes } from './action.ts';
import { awsOfJob, clusterNames, hostedZones, reaching } from './aws-job.ts';

const { signal } = new AbortController();

/** Removes what is past its time and bears all of docc's marks, and nothing else. */
export const sweepAccount = action({
  inputs: z.object({ ...reaching, clusters: clusterNames, zones: hostedZones, 'dry-run': yes }),
  outputs: z.object({ removed: z.number(), left: z.number(), unclear: z.number(), report: z.string() }),
  run: async (given, outside) => {
    const out = await ownFolder(resolve(given.out));
    const ports = await accountPorts(await awsOfJob(given, 'docc-janitor', outside, signal), given.kubeconfig === '' ? undefined : resolve(given.kubeconfig));
    const report = await janitor(awsAccount({ zones: given.zones, clusters: given.clusters }, ports), { now: () => new Date(), dryRun: given['dry-run'] });
    const path = join(out, 'janitor.json');
    await writeWhole(path, canonical(report));
    outside.group('Janitor', linesOf(report));
    const isStuck = !report.dryRun && report.left.length > 0;
    if (isStuck || report.troubles.length > 0) throw new Error('not everything could be seen or removed: the log lists it, and the next run goes on from there');
    return { removed: report.removed.length, left: report.left.length, unclear: report.unclear.length, report: path };
  },
});

function linesOf({ removed, left, young, unclear, troubles, dryRun }: JanitorReport): readonly string[] {
  const told = (word: string, all: JanitorReport['left']): readonly string[] => all.map(({ resource, because }) => `${word}: ${keyOf(resource)}: ${because}`);
  return [...told('removed', removed), ...told(dryRun ? 'would be removed' : 'left', left), ...told('within its time', young), ...told('left alone', unclear), ...troubles.map((each) => `trouble: ${each}`)];
}

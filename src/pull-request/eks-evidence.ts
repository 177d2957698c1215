import { join } from 'node:path';
import { chart } from '../collect/chart/section.ts';
import { cloudCluster } from '../collect/cloud/cluster/section.ts';
import { cloudImage } from '../collect/cloud/image/section.ts';
import { cloudRecord } from '../collect/cloud/record/section.ts';
import { clusterDeploy } from '../collect/cluster/deploy/section.ts';
import { clusterSections, ofADeployment } from '../collect/cluster/sections.ts';
import { manifests } from '../collect/manifests/section.ts';
import { type Record, recordIn } from '../collect/record.ts';
import { terraform } from '../collect/terraform/section.ts';
import { workflow } from '../collect/workflow/section.ts';
import { type Evidence, observationOf } from '../evidence/evidence.ts';
import { type Fault, faulted } from '../evidence/observation.ts';
import type { SectionDefinition } from '../evidence/section.ts';
import { openBundle, writeBundle } from '../evidence/store.ts';
import type { Read } from '../provision/eks-app.ts';
import { folderShelf } from '../tools/folder.ts';
import { ForeignEvidence } from './assemble.ts';

export type Of = { readonly commit: string; readonly received: string };

/** What the job that read the files brought: data, and of this commit or refused. */
export async function readFrom(folder: string, { commit, received }: Of): Promise<{ readonly evidence: Evidence; readonly read: Read }> {
  const evidence = await openBundle(folderShelf(folder));
  const { submission, asOf } = evidence.bundle;
  if (submission.commit !== commit || asOf !== received) throw new ForeignEvidence(`the evidence is of ${submission.commit ?? '(none)'} as of ${asOf}, and ${commit} as of ${received} is deployed`);
  return {
    evidence,
    read: { manifests: observationOf(evidence, manifests), chart: observationOf(evidence, chart), terraform: observationOf(evidence, terraform), workflow: observationOf(evidence, workflow) },
  };
}

export type Writing = {
  readonly record: Record;
  /** What was not recorded is our fault, or nobody's where none is given. */
  readonly finish: (fault: Fault | undefined) => Promise<void>;
};

/** What a deployment owes the report. */
export const ofDeploying: readonly SectionDefinition<string, unknown>[] = [clusterDeploy, ...ofADeployment, cloudRecord];
/** What a look into the candidate's account owes it. */
export const ofInspecting: readonly SectionDefinition<string, unknown>[] = [cloudCluster, cloudRecord, cloudImage];

/** Evidence of what was seen on AWS, of the same submission as the source's. */
export async function writeEvidence(out: string, { bundle }: Evidence, { owed, tell }: { readonly owed: readonly SectionDefinition<string, unknown>[]; readonly tell: (line: string) => void }): Promise<Writing> {
  const { schema, submission, asOf, collector } = bundle;
  const writer = await writeBundle(folderShelf(join(out, 'evidence')), { schema, submission, asOf, collector }, 'anew');
  const began = performance.now();
  const done = new Set<string>();
  const inner = recordIn({ writer, elapsed: () => (performance.now() - began) / 1000, together: clusterSections, tell: (progress) => tell(progress.kind === 'step' ? `${progress.section}: ${progress.step}` : `${progress.section}: ${progress.kind}`) });
  const record: Record = async (section, collect) => {
    done.add(section.id);
    return await inner(section, collect);
  };
  return {
    record,
    finish: async (fault) => {
      const missing = owed.filter(({ id }) => !done.has(id));
      if (fault !== undefined) for (const section of missing) await record<unknown>(section, async () => faulted(fault));
      await writer.finish();
    },
  };
}

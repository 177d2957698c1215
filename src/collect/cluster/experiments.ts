import { type Observation, refused } from '../../evidence/observation.ts';
import type { SectionDefinition } from '../../evidence/section.ts';
import type { Record } from '../record.ts';
import { collectAccount } from './account/run.ts';
import { clusterAccount } from './account/section.ts';
import { collectAdmission } from './admission/run.ts';
import { clusterAdmission } from './admission/section.ts';
import { everybodyAdmitted } from './admitted.ts';
import { answered } from './answered.ts';
import { type Beside, openBeside } from './beside.ts';
import type { Deployment } from './cluster.ts';
import { collectConfiguration } from './configuration/run.ts';
import { clusterConfiguration } from './configuration/section.ts';
import { collectConfinement } from './confinement/run.ts';
import { clusterConfinement } from './confinement/section.ts';
import { collectDrain } from './drain/run.ts';
import { clusterDrain } from './drain/section.ts';
import { type Control, controlOf } from './load/control.ts';
import type { Disturbed } from './load/during.ts';
import type { Asking } from './load/steady.ts';
import { collectLoss } from './loss/run.ts';
import { clusterLoss } from './loss/section.ts';
import { collectMetrics } from './metrics/run.ts';
import { clusterMetrics } from './metrics/section.ts';
import { collectPolicy } from './policy/run.ts';
import { clusterPolicy } from './policy/section.ts';
import { collectReplacement } from './replacement/run.ts';
import { clusterReplacement } from './replacement/section.ts';
import { collectRoute } from './route/run.ts';
import { clusterRoute } from './route/section.ts';
import { collectScaling } from './scaling/run.ts';
import { clusterScaling } from './scaling/section.ts';
import { neverAnswering, notAsBefore, withoutService } from './trouble.ts';
import { collectUpgrade } from './upgrade/run.ts';
import { clusterUpgrade } from './upgrade/section.ts';
import { atRest } from './workload.ts';

/** Requests of the control run at first: it is made longer where one of them can excuse a failure. */
const controlRequests = 100;

/**
 * All experiments on a deployment that is ready: those that don't disturb side by side, then the others one after the other. What
 * docc puts beside it is taken away again, whatever happens. Never rejects but by `record`: what breaks is told by the sections
 * that needed it.
 */
export async function runExperiments(deployment: Deployment, record: Record): Promise<void> {
  const opening = tolerated(openBeside(deployment));
  try {
    await Promise.all([
      record(clusterConfinement, () => collectConfinement(deployment)),
      record(clusterAdmission, async () => await collectAdmission(deployment, await opening)),
      record(clusterAccount, async () => await collectAccount(deployment, await opening)),
      record(clusterConfiguration, () => collectConfiguration(deployment)),
      record(clusterPolicy, async () => await collectPolicy(deployment, await opening)),
      record(clusterMetrics, async () => await collectMetrics(deployment, await opening)),
    ]);
    // Not before: the policy is judged by who is kept out.
    const admitting = tolerated(everybodyAdmitted(deployment));
    try {
      await whileAdmitted(deployment, record, async () => (await Promise.all([opening, admitting]))[0]);
    } finally {
      await takenAway(admitting);
    }
  } finally {
    await takenAway(opening);
  }
}

/** A promise whose failure is told by those that wait for it, or by nobody. */
function tolerated<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** That something can't be removed any more, from a cluster that is gone, must not cost what was seen. */
const takenAway = (made: Promise<AsyncDisposable>): Promise<void> => made.then((thing) => thing[Symbol.asyncDispose]()).catch(() => undefined);

async function whileAdmitted(deployment: Deployment, record: Record, opened: () => Promise<Beside>): Promise<void> {
  const { cluster, probeHost } = deployment;
  const asking: Asking = { entry: cluster.entry.http, host: probeHost, path: 'random', signal: cluster.signal };
  const control = controlOf(asking);
  await Promise.all([record(clusterRoute, async () => await collectRoute(deployment, await opened())), firstControl(deployment, asking, control)]);
  const one = experimentIn(deployment, record, async () => ({ deployment, asking, bystander: (await opened()).asking, control }));
  await one(clusterReplacement, collectReplacement);
  await one(clusterLoss, collectLoss);
  await one(clusterUpgrade, collectUpgrade);
  await one(clusterDrain, collectDrain);
  await one(clusterScaling, collectScaling);
}

async function firstControl({ service }: Deployment, asking: Asking, control: Control): Promise<void> {
  if (service !== undefined && (await answered(asking))) await control.lengthen(controlRequests);
}

const nobodyLed =
  "the stand-in controller leads nobody to docc's own server either, so that nothing can be told: see that kube-proxy runs in the cluster, and that this machine has room for it (sysctl fs.inotify.max_user_instances, 512 or more)";

type Experiment = <Facts>(section: SectionDefinition<string, Facts>, run: (disturbed: Disturbed, service: string) => Promise<Observation<Facts>>) => Promise<void>;

/** Each only of an app that answers, and that is as it was before the one before. */
const experimentIn = (deployment: Deployment, record: Record, opened: () => Promise<Disturbed>): Experiment => async (section, run) => {
  await record(section, async () => {
    const { service, cluster } = deployment;
    cluster.signal.throwIfAborted();
    if (service === undefined) return refused(withoutService(deployment));
    const disturbed = await opened();
    const { requests, failed } = disturbed.control.count(controlRequests);
    if (failed === requests) {
      // Who is led nowhere, nor to what is docc's own, says nothing of the submission: a machine that is out of open files stops kube-proxy.
      if (!(await answered(disturbed.bystander))) throw new Error(nobodyLed);
      return refused(neverAnswering(deployment));
    }
    if (!(await atRest(deployment))) return refused(notAsBefore(deployment));
    return await run(disturbed, service.name);
  });
};

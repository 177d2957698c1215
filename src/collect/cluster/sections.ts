import { clusterAccount } from './account/section.ts';
import { clusterAdmission } from './admission/section.ts';
import { clusterConfiguration } from './configuration/section.ts';
import { clusterConfinement } from './confinement/section.ts';
import { clusterDeploy } from './deploy/section.ts';
import { clusterDrain } from './drain/section.ts';
import { clusterLoss } from './loss/section.ts';
import { clusterMetrics } from './metrics/section.ts';
import { clusterPolicy } from './policy/section.ts';
import { clusterReplacement } from './replacement/section.ts';
import { clusterRoute } from './route/section.ts';
import { clusterScaling } from './scaling/section.ts';
import { clusterUpgrade } from './upgrade/section.ts';

/** What is asked of a deployment that is ready, in the order in which the least disturbing comes first. */
export const ofADeployment = [
  clusterAdmission, clusterConfinement, clusterAccount, clusterConfiguration, clusterRoute, clusterPolicy, clusterMetrics,
  clusterReplacement, clusterLoss, clusterUpgrade, clusterDrain, clusterScaling,
] as const;

/** All about one cluster: of an earlier run, all are taken over or none. */
export const clusterSections: ReadonlySet<string> = new Set([clusterDeploy, ...ofADeployment].map(({ id }) => id));

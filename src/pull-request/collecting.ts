import { runAction } from './action.ts';
import { buildImage, collectSource, grade, probeCluster } from './collect.ts';
import { eksDeploy, eksTeardown } from './eks.ts';
import { eksInspect } from './eks-inspect.ts';
import { sweepAccount } from './janitor.ts';
import { makeCluster, removeMadeCluster } from './kind-cluster.ts';
import { lintDockerfile, scanImage } from './looking.ts';

/** The actions that carry all collectors: one bundle holds them all, since each by itself is most of the whole. */
export const runCollectSource = (): Promise<void> => runAction(collectSource);
export const runBuildImage = (): Promise<void> => runAction(buildImage);
export const runGrade = (): Promise<void> => runAction(grade);
export const runProbeCluster = (): Promise<void> => runAction(probeCluster);
export const runLintDockerfile = (): Promise<void> => runAction(lintDockerfile);
export const runScanImage = (): Promise<void> => runAction(scanImage);
export const runMakeCluster = (): Promise<void> => runAction(makeCluster);
export const runRemoveMadeCluster = (): Promise<void> => runAction(removeMadeCluster);
export const runEksDeploy = (): Promise<void> => runAction(eksDeploy);
export const runEksInspect = (): Promise<void> => runAction(eksInspect);
export const runEksTeardown = (): Promise<void> => runAction(eksTeardown);
export const runJanitor = (): Promise<void> => runAction(sweepAccount);

import { runAction } from './action.ts';
import { codeScanning } from './code-scanning.ts';
import { eksLabelled } from './eks-label.ts';
import { movedCommit } from './fetch-commit.ts';
import { intake } from './intake.ts';
import { reconcile } from './reconcile.ts';
import { checkEvidence, findEvidence } from './stored-evidence.ts';

/** The actions that reach GitHub and meet no file of a candidate's: one bundle holds them, since its client is nearly all of each. */
export const runIntake = (): Promise<void> => runAction(intake);
export const runReconcile = (): Promise<void> => runAction(reconcile);
export const runEksLabel = (): Promise<void> => runAction(eksLabelled);
export const runFindEvidence = (): Promise<void> => runAction(findEvidence);
export const runCheckEvidence = (): Promise<void> => runAction(checkEvidence);
export const runCodeScanning = (): Promise<void> => runAction(codeScanning);
export const runFetchCommit = (): Promise<void> => runAction(movedCommit);

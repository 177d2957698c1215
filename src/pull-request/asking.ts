import { runAction } from './action.ts';
import { eksLabelled } from './eks-label.ts';
import { intake } from './intake.ts';
import { reconcile } from './reconcile.ts';

/** The actions that decide by what GitHub says: one bundle holds them, since its client is nearly all of each. */
export const runIntake = (): Promise<void> => runAction(intake);
export const runReconcile = (): Promise<void> => runAction(reconcile);
export const runEksLabel = (): Promise<void> => runAction(eksLabelled);

import { runAction } from './action.ts';
import { buildImage, collectSource, grade } from './collect.ts';

/** The actions that carry all collectors: one bundle holds the three, since each by itself is most of the whole. */
export const runCollectSource = (): Promise<void> => runAction(collectSource);
export const runBuildImage = (): Promise<void> => runAction(buildImage);
export const runGrade = (): Promise<void> => runAction(grade);

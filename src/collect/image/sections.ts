import { runLoad } from '../run/load/section.ts';
import { runStart } from '../run/start/section.ts';
import { runStop } from '../run/stop/section.ts';
import { scan } from '../scan/section.ts';
import { imageBuild } from './build/section.ts';
import { imageLayout } from './layout/section.ts';
import { imageRebuild } from './rebuild/section.ts';

/** What needs an image that was built. */
export const ofAnImage = [imageLayout, scan, runStart, runStop, runLoad, imageRebuild] as const;

/** All are about one image: they are collected in one run, or anew. */
export const imageSections: ReadonlySet<string> = new Set([imageBuild, ...ofAnImage].map(({ id }) => id));

import { cloudCluster } from './cluster/section.ts';
import { cloudImage } from './image/section.ts';
import { cloudRecord } from './record/section.ts';

/** What AWS tells of a submission's account. */
export const ofTheCloud = [cloudCluster, cloudRecord, cloudImage] as const;

export const cloudSections: ReadonlySet<string> = new Set(ofTheCloud.map(({ id }) => id));

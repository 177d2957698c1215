import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

const target = z.strictObject({
  /** The object that leads a scraper there, and by what of it. */
  by: deployedObject,
  how: z.enum(['pod-annotations', 'service-annotations', 'monitor', 'named-port']),
  port: z.int().positive(),
  path: z.string(),
  /** `metrics`: in Prometheus' text, from all ready pods. `silent`: no connection, or none in time. */
  answered: z.enum(['metrics', 'something-else', 'silent']),
});

/** `/metrics` asked as a scraper asks, by whatever the submission declares. Control: the scraper's pod reaches a server of docc's own. */
export const clusterMetrics = section({
  id: 'cluster.metrics',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    /** The pod that asked: a policy that lets a scraper in has to select it. */
    scraper: z.strictObject({ namespace: z.string(), labels: z.record(z.string(), z.string()) }),
    /** Empty: nothing of the submission leads a scraper to the app. */
    targets: z.array(target).max(20),
  }),
  upcasters: {},
});

export type ClusterMetricsFacts = z.infer<typeof clusterMetrics.schema>;
export type TargetSeen = ClusterMetricsFacts['targets'][number];

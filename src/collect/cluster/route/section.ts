import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

/** Requests with random method, path, query and header. */
const reached = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('echoed') }),
  z.strictObject({ kind: z.literal('wrong'), missing: z.array(z.enum(['method', 'path', 'query', 'header', 'json'])), status: z.int().optional() }),
  /** `refused`, `reset`, `timeout`, `not-http`. */
  z.strictObject({ kind: z.literal('failed'), because: z.string() }),
]);
export type Reached = z.infer<typeof reached>;

/** The host asked of the stand-in controller. Controls: the same asked of a route that docc made, and of the app's Service. */
export const clusterRoute = section({
  id: 'cluster.route',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    host: z.string(),
    /** The submission's Ingress or HTTPRoute; absent: none was applied that leads the host to the app. */
    route: deployedObject.optional(),
    /** A route of docc's own to a server of docc's own, by the same controller: not `answered` is our fault. */
    control: z.enum(['answered', 'silent']),
    byRoute: reached,
    /** Straight to the app's Service, port by port as the route names it: tells whether route or app is at fault. */
    byService: reached,
    others: z.array(
      z.strictObject({
        /** `random`: no such host anywhere; `sibling`: another name of the same domain; `none`: by address. */
        host: z.enum(['random', 'sibling', 'none']),
        answeredBy: z.enum(['app', 'controller', 'nobody']),
      }),
    ),
    tls: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('not-declared') }),
      /** A cloud load balancer holds it (ACM): nothing here can show it. */
      z.strictObject({ kind: z.literal('elsewhere'), because: z.string() }),
      /** `secret`: which the route declares. */
      z.strictObject({ kind: z.literal('presented'), secret: z.string(), certificate: z.enum(['declared', 'other']), reached }),
      z.strictObject({ kind: z.literal('failed'), secret: z.string(), because: z.string() }),
    ]),
  }),
  upcasters: {},
});

export type ClusterRouteFacts = z.infer<typeof clusterRoute.schema>;

import { z } from 'zod';
import { jsonIn } from './json.ts';
import { type Connection, KubernetesGone } from './kubernetes-connection.ts';

/** What an API server serves a kind as. */
export type Resource = { readonly plural: string; readonly namespaced: boolean };

export type FindResource = (of: { readonly apiVersion: string; readonly kind: string }) => Promise<Resource | undefined>;

const resourceList = z.object({ resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })) });

/** Asks each group once; again for what it did not have then: a CRD may have come since. */
export function resourcesOf({ call }: Connection): FindResource {
  const known = new Map<string, Resource>();
  return async ({ apiVersion, kind }) => {
    const key = `${apiVersion} ${kind}`;
    if (!known.has(key)) {
      const { status, text } = await call({ method: 'GET', path: rootOf(apiVersion) });
      const read = status === 200 ? resourceList.safeParse(jsonIn(text)) : undefined;
      // What it can't tell it may well have: none of that kind would be the candidate's trouble.
      if (read?.success !== true && status !== 404) throw new KubernetesGone(`the API server answers ${status} to what kinds ${apiVersion} has, with what docc can't read`);
      for (const { name, kind: its, namespaced } of read?.data?.resources ?? []) {
        // Those with a slash are parts of others: pods/log.
        if (!name.includes('/')) known.set(`${apiVersion} ${its}`, { plural: name, namespaced });
      }
    }
    return known.get(key);
  };
}

/** `/api/v1` or `/apis/apps/v1`. A candidate may write anything here. */
export const rootOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion.split('/').map(encodeURIComponent).join('/')}` : `/api/${encodeURIComponent(apiVersion)}`;

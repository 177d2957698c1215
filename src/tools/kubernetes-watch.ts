import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { jsonIn } from './json.ts';
import type { Connection } from './kubernetes-connection.ts';
import { type KubernetesObject, kubernetesObject } from './kubernetes-object.ts';

export type Listing = { readonly version: string; readonly objects: readonly KubernetesObject[] };

/** Where a watch of a kind begins: its listing, and the path of that with its query. */
export type Watched = { readonly list: () => Promise<Listing>; readonly path: string };

const event = z.object({ type: z.string(), object: z.unknown() });

/** Calls `seen` with all objects of the kind, at first and after each change, until it says so or the signal ends it. */
export async function watchUntil(connection: Connection, { list, path }: Watched, seen: (objects: readonly KubernetesObject[]) => boolean, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { version, objects } = await list();
    if (seen(objects)) return;
    const held = new Map(objects.map((each) => [keyOf(each), each]));
    const ended = await followed(connection, { path: `${path}&watch=true&allowWatchBookmarks=false&resourceVersion=${encodeURIComponent(version)}`, held, seen }, signal);
    if (ended === 'seen') return;
    // A watch that ends at once would otherwise be a storm of listings.
    await pause(200, undefined, { signal }).catch(() => undefined);
  }
}

type Following = { readonly path: string; readonly held: Map<string, KubernetesObject>; readonly seen: (objects: readonly KubernetesObject[]) => boolean };

/** Until it has been seen, or the watch ends as watches do: the server's own limit, a version that is too old, a lost connection. */
async function followed(connection: Connection, { path, held, seen }: Following, signal: AbortSignal): Promise<'seen' | 'over'> {
  const ended = new AbortController();
  try {
    const body = await connection.stream(path, AbortSignal.any([signal, ended.signal]));
    for await (const line of linesOf(body)) {
      const read = event.safeParse(jsonIn(line));
      if (!read.success || !changed(held, read.data)) return 'over';
      if (seen([...held.values()])) return 'seen';
    }
  } catch {
    // What can't be watched is listed again: that tells whether the server is gone.
  } finally {
    ended.abort();
  }
  return 'over';
}

/** Not node:readline: a stream that breaks off is an uncaught error there. */
async function* linesOf(body: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  body.setEncoding('utf8');
  for await (const chunk of body as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

function changed(held: Map<string, KubernetesObject>, { type, object }: z.infer<typeof event>): boolean {
  const read = kubernetesObject.safeParse(object);
  if (!read.success || type === 'ERROR') return false;
  if (type === 'DELETED') held.delete(keyOf(read.data));
  else held.set(keyOf(read.data), read.data);
  return true;
}

const keyOf = ({ metadata }: KubernetesObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

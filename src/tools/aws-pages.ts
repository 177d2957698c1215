import type { z } from 'zod';
import { unread } from './aws.ts';
import type { AwsAction } from './aws-trouble.ts';

/** What AWS answers is read by a schema: one that doesn't fit is `broken`, and never taken for what was asked. */
export function readAnswer<Read>(action: AwsAction, schema: z.ZodType<Read>, answer: unknown): Read {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw unread(action, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`, { cause: read.error });
}

export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | undefined };
/** `more`: there is more than was read. */
export type Pages<Item> = { readonly items: readonly Item[]; readonly more: boolean };

/** Page by page, up to `most` items: an account may hold any number. */
export async function pagesOf<Item>(most: number, page: (token: string | undefined) => Promise<Page<Item>>): Promise<Pages<Item>> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const { items: found, next } = await page(token);
    items.push(...found);
    token = next === '' || next === token ? undefined : next;
  } while (token !== undefined && items.length < most);
  return { items: items.slice(0, most), more: token !== undefined || items.length > most };
}

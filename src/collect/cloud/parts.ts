import { AwsError, inWords } from '../../tools/aws-trouble.ts';
import type { Pages } from '../../tools/aws-pages.ts';
import type { CloudIssue } from './account/section.ts';

/** Items, or why AWS doesn't tell: for what no check needs. */
export type AsFarAsTold<Item> = { readonly kind: 'told'; readonly all: Item[] } | { readonly kind: 'untold'; readonly because: string };

export async function asFarAsTold<From, Item>(asked: Promise<Pages<From>>, change: (from: From) => Item): Promise<AsFarAsTold<Item>> {
  try {
    return { kind: 'told', all: (await asked).items.map(change) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { kind: 'untold', because: bounded(inWords(error.trouble).seen) };
  }
}

const mostIssues = 10;

export const issuesIn = (health: { readonly issues?: readonly { readonly code?: string | undefined; readonly message?: string | undefined }[] | undefined } | undefined): CloudIssue[] =>
  (health?.issues ?? []).slice(0, mostIssues).map(({ code = 'Unknown', message = '' }) => ({ code: bounded(code), message: bounded(message) }));

export const bounded = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, ' ').trim().slice(0, 500);

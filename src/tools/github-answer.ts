type Answer = Error & { readonly status: number; readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> } };

/** An answer of GitHub's that is an error; one without a response never came. */
export const isAnswer = (error: unknown): error is Answer => error instanceof Error && 'status' in error && typeof error.status === 'number';

/** What programs say when the machine has run out of something: the words of C's errors, which Go and others pass on. */
const outOf = /no space left on device|disk quota exceeded|too many open files|cannot allocate memory|out of memory|resource temporarily unavailable|input\/output error|read-only file system|text file busy/i;

/** Whether a program complains of the machine, and not, or not only, of what it was given. A candidate can have it say so too. */
export const saysMachineTrouble = (said: string): boolean => outOf.test(said);

const codes: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC', 'EDQUOT', 'EIO', 'EAGAIN', 'ESTALE']);

/** Whether a call of the system failed for want of something that no submission can take away. */
export const isMachineTrouble = (error: unknown): boolean => error instanceof Error && 'code' in error && codes.has(String(error.code));

/** Anything but what ends lines and fields: text that YAML can hold has none of it. */
// oxlint-disable-next-line no-control-regex -- those are looked for
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** Whether YAML that a program printed is all there, as far as that can be told: nothing, or lines of text to the last. */
export const isWholeText = (text: string): boolean => (text === '' || text.endsWith('\n')) && !control.test(text);

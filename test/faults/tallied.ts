import 'vitest';
import '../red-team/tried.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** How many faults really fired in one test, by `port|kind`: docs/assurance.md counts them. */
    faults?: Readonly<Record<string, number>>;
  }
}

import 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** How many forgeries, combinations or ways out one test went through: docs/assurance.md counts them. */
    tried?: number;
  }
}

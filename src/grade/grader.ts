import type { Check } from './check.ts';
import type { Remark } from './remark.ts';

export type GraderDefinition = {
  readonly id: string;
  readonly title: string;
  /** The checks that show work was done: every other check comes after one of them, directly or not. */
  readonly roots: readonly string[];
  /** For the reviewer, without points. */
  readonly remarks?: readonly Remark[];
};

/** A folder under a graders root: its definition, and the checks found in it. */
export type Grader = GraderDefinition & { readonly checks: readonly Check[] };

export const grader = (definition: GraderDefinition): GraderDefinition => definition;

/** One line of the table: what was measured, against what of the same run, and what it may be. */
export type Figure = {
  readonly what: string;
  readonly measured: string;
  readonly against: string;
  readonly ratio: string;
  readonly bound: string;
  readonly held: boolean;
};

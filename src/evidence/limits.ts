/** What one bundle may hold. Sections are facts, not logs: a section that reaches its limit is the candidate's doing. */
export const limits = {
  /** Bytes of one section in canonical form. */
  section: 1024 * 1024,
  /** Bytes of `bundle.json` and all sections together. */
  bundle: 8 * 1024 * 1024,
  /** Sections in a bundle. */
  sections: 128,
} as const;

/** What keeps something open that GitHub or the machine decides once for all, so that it may never come: no run makes it otherwise. */
const settled = [
  // The repository's settings.
  /^vars\./,
  /^github\.(repository|repository_owner|repository_id|event\.repository\.name|server_url|api_url)$/,
  // A variable that nothing in the workflow gives a value.
  /^\$[A-Za-z_]/,
  /^env\./,
  // What a script looks up, or what can't be read of it.
  /^(whether|what) /,
];

/** Whether some run may meet it: another branch, a release, what an earlier step finds. */
export const isMetByARun = (because: string): boolean => !settled.some((pattern) => pattern.test(because));

/**
 * A command that fails while a report of that tier still says the words, which hold neither `/` nor quotes. It fails too where docc itself
 * can't be run: a pipe's status is its last program's, so `! docc … | grep` would call that mended.
 */
export const toldAgain = (tier: 'source' | 'image', words: string): string =>
  `docc grade . --tier ${tier} --format json | awk '/${words}/ { told = 1 } END { exit told || NR == 0 }'`;

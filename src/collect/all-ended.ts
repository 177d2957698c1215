/** As Promise.all, but that what broke is told when the others have ended too: nobody works on behind a run that is over. */
export async function allEnded(works: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  const ended = await Promise.allSettled(works.filter((work) => work !== undefined));
  const broken = ended.find((each) => each.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
}

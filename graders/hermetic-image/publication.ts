import type { WorkflowFacts } from '../../src/collect/workflow/section.ts';
import { onceFor } from '../../src/grade/once.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { type Destination, destination } from './image-name.ts';
import { liveJobs, type LiveJob } from './live-jobs.ts';
import { buildsOf, type ImageBuild } from './image-builds.ts';
import { type Push, pushesOf } from './pushes.ts';
import { known, type Text } from './text.ts';

/** A push by where it goes. */
export type Publication = { readonly push: Push; readonly to: Destination };

export type Publishing = {
  readonly jobs: readonly LiveJob[];
  /** Push the image that the challenge asks for, now or when what they wait for holds. */
  readonly asked: readonly (Publication & { readonly to: Extract<Destination, { kind: 'asked' }> })[];
  /** May push it: their names or what they do are not in the files. */
  readonly unclear: readonly Publication[];
  /** Push something else. */
  readonly other: readonly Publication[];
  /** Build without pushing. */
  readonly idle: readonly Publication[];
};

/** What the workflows push, each push once for every trigger that leads to it. */
export const publishing = onceFor((facts: WorkflowFacts, settings: Settings): Publishing => {
  const jobs = liveJobs(facts);
  const found = jobs.flatMap(pushesOf).flatMap((push) => namesOf(push).map((name) => ({ push, to: destination(name, settings) })));
  const pushing = found.filter(({ push }) => push.certainty.kind !== 'no');
  return {
    jobs,
    asked: pushing.filter((each): each is Publishing['asked'][number] => each.to.kind === 'asked'),
    unclear: pushing.filter(({ to }) => to.kind === 'unknown'),
    other: pushing.filter(({ to }) => to.kind === 'other'),
    idle: found.filter(({ push }) => push.certainty.kind === 'no'),
  };
});

/** A push that names nothing is told too. */
const namesOf = ({ names }: Push): readonly Text[] => (names.length === 0 ? [known('')] : names);

/** The builds whose names are asked for, or may be. */
export const buildsOfAsked = (jobs: readonly LiveJob[], settings: Settings): readonly ImageBuild[] =>
  jobs.flatMap(({ steps }) => steps.flatMap(buildsOf)).filter(({ names }) => names.some((name) => destination(name, settings).kind !== 'other'));

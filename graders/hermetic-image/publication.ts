import { posix } from 'node:path';
import type { DockerfileFacts } from '../../src/collect/dockerfile/section.ts';
import type { TreeFacts } from '../../src/collect/tree/section.ts';
import type { WorkflowFacts } from '../../src/collect/workflow/section.ts';
import { once, onceFor } from '../../src/grade/once.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { type Making, makingOf } from './build-files.ts';
import { isMetByARun } from './doubt.ts';
import { type Destination, destination } from './image-name.ts';
import { liveJobs, type LiveJob } from './live-jobs.ts';
import { buildsOf, type ImageBuild } from './image-builds.ts';
import { makingsOf } from './pushed-images.ts';
import { type Push, pushesOf } from './pushes.ts';
import { serverFolder } from './starter.ts';
import { pathsOf, placesOf, type Submitted } from './submitted.ts';
import { known, type Text } from './text.ts';

/** A push by where it goes, and what is pushed. */
export type Publication = { readonly push: Push; readonly to: Destination; readonly making: Making };

type Asked = Publication & { readonly to: Extract<Destination, { kind: 'asked' }> };

export type Publishing = {
  readonly jobs: readonly LiveJob[];
  /** Push the image that the challenge asks for, now or when a run is what they wait for. */
  readonly asked: readonly Asked[];
  /** May push it: their names, what they push or whether they ever do is not in the files. */
  readonly unclear: readonly Publication[];
  /** Push something else under its name. */
  readonly foreign: readonly Publication[];
  /** Push another name. */
  readonly other: readonly Publication[];
  /** Build without pushing. */
  readonly idle: readonly Publication[];
  /** Of what has its name, or may have. */
  readonly builds: readonly ImageBuild[];
};

export type Sections = { readonly workflow: WorkflowFacts; readonly tree: TreeFacts; readonly dockerfile: DockerfileFacts };

const jobsOf = onceFor((workflow: WorkflowFacts, tree: TreeFacts) => {
  const places = placesOf(tree);
  return liveJobs(workflow, { paths: [...pathsOf(tree)], exists: (path) => places.has(posix.normalize(path).replace(/(?<=.)\/$/, '')) || undefined });
});

type Surroundings = Omit<Submitted, 'server'>;

const surroundingsOf = onceFor((tree: TreeFacts, dockerfile: DockerfileFacts): Surroundings => ({ dockerfile, paths: pathsOf(tree), places: placesOf(tree) }));

const publishingOf = onceFor((jobs: readonly LiveJob[], around: Surroundings) => once((settings: Settings) => read(jobs, { ...around, server: serverFolder(settings) }, settings)));

/** What the workflows push, each push once for every trigger that leads to it. */
export const publishing = ({ workflow, tree, dockerfile }: Sections, settings: Settings): Publishing =>
  publishingOf(jobsOf(workflow, tree), surroundingsOf(tree, dockerfile))(settings);

function read(jobs: readonly LiveJob[], submitted: Submitted, settings: Settings): Publishing {
  const pushes = jobs.flatMap(pushesOf);
  const makingOfPush = makingsOf(jobs, pushes, submitted, settings);
  const found = pushes.flatMap((push): readonly Publication[] => {
    const making = makingOfPush(push);
    return namesOf(push).map((name) => ({ push, to: destination(name, settings), making }));
  });
  const pushing = found.filter(({ push }) => push.certainty.kind !== 'no');
  const named = pushing.filter(isNamed);
  return {
    jobs,
    asked: named.filter((each) => each.making.kind === 'app' && !isUnsure(each)),
    unclear: pushing.filter((each) => each.to.kind === 'unknown' || (isNamed(each) && each.making.kind !== 'other' && (each.making.kind === 'open' || isUnsure(each)))),
    foreign: named.filter(({ making }) => making.kind === 'other'),
    other: pushing.filter(({ to }) => to.kind === 'other'),
    idle: found.filter(({ push }) => push.certainty.kind === 'no'),
    builds: jobs
      .flatMap(({ steps }) => steps.flatMap(buildsOf))
      .filter(({ names, source }) => names.some((name) => destination(name, settings).kind !== 'other') && makingOf(source, submitted).kind !== 'other'),
  };
}

/** Whether it has the name that is asked for, whatever else is open. */
export const isNamed = (each: Publication): each is Asked => each.to.kind === 'asked';

/** It hangs on what no run changes. */
const isUnsure = ({ push: { certainty } }: Publication): boolean => certainty.kind === 'perhaps' && !isMetByARun(certainty.because);

/** A push that names nothing is told too. */
const namesOf = ({ names }: Push): readonly Text[] => (names.length === 0 ? [known('')] : names);

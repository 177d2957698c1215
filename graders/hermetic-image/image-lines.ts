import type { DockerfileFacts, Instruction } from '../../src/collect/dockerfile/section.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { appImage } from './app-image.ts';
import { lineage } from './stages.ts';

/** Where the image's own stage begins: what it is made on is decided there. */
export function inFinalStage(dockerfile: DockerfileFacts): Location {
  const { final, at } = appImage(dockerfile);
  return at(final.line);
}

/** The last of these instructions, which is the one in force; else where the stage begins. */
export const inForce = (dockerfile: DockerfileFacts, ...keywords: readonly string[]): Location =>
  lastWhere(dockerfile, ({ keyword }) => keywords.includes(keyword));

/** Where ENV, ARG or LABEL sets a name. */
export const settingOf = (dockerfile: DockerfileFacts, name: string): Location =>
  lastWhere(dockerfile, ({ pairs }) => pairs.some((pair) => pair.name === name));

/** What the image starts. */
export const startedAt = (dockerfile: DockerfileFacts): Location => inForce(dockerfile, 'ENTRYPOINT', 'CMD');

function lastWhere(dockerfile: DockerfileFacts, is: (instruction: Instruction) => boolean): Location {
  const { file, final, at } = appImage(dockerfile);
  const found = lineage(file, final).flatMap(({ instructions }) => instructions).findLast(is);
  return at(found?.line ?? final.line);
}

import type { DockerfileFacts } from '../../src/collect/dockerfile/section.ts';
import { once } from '../../src/grade/once.ts';
import { appImage } from './app-image.ts';
import { commandsAt } from './build-commands.ts';
import { stepsOf } from './build-steps.ts';
import { nameOf } from './image-paths.ts';
import type { ImageFiles } from './origins.ts';

/** The file systems that the app's Dockerfile makes. */
export const imageFiles = once((facts: DockerfileFacts): ImageFiles => {
  const { app, file, final } = appImage(facts);
  const names = new Set((app.source?.modules ?? []).map(({ path }) => nameOf(path.replace(/\/v\d+$/, ''))));
  const { source, context } = app;
  const paths = source && new Set(source.paths.map((path) => (context === '.' ? `/${path}` : path.slice(context.length))));
  const files: ImageFiles = { file, final, source, context, paths, steps: stepsOf(file, app), names, commands: new Map(), remembered: new Map(), work: { left: mostWork } };
  // In order, so that what a command is asked about those before it is known.
  for (const stage of file.stages) {
    for (const [instruction, step] of stage.instructions.entries()) commandsAt(files, { stage, instruction, command: 0 }, step);
  }
  return files;
});

/** Many times what people's Dockerfiles take: some thousands. */
const mostWork = 30_000;

/** Whether files were followed to their end; else what was found may not be all. */
export const isFollowed = ({ work }: ImageFiles): boolean => work.left > 0;

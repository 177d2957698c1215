import type { App, DockerfileFacts, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import type { Location } from '../../src/grade/judgement.ts';

/** The app's Dockerfile, and the stage that becomes the image. */
export type AppImage = {
  readonly app: App;
  readonly file: ParsedDockerfile;
  readonly final: Stage;
  readonly at: (line: number) => Location;
};

/** For checks that come after dockerfile-parses, which makes sure that there is one. Throws where that is not so. */
export function appImage({ files, app }: DockerfileFacts): AppImage {
  const file = files.find(({ path }) => path === app?.path);
  const target = app?.target?.toLowerCase();
  const final = file?.stages.findLast(({ name }) => target === undefined || name === target) ?? file?.stages.at(-1);
  if (app === undefined || file === undefined || final === undefined) {
    throw new Error('the evidence names no Dockerfile of the app: this check must come after dockerfile-parses');
  }
  return { app, file, final, at: (line) => ({ path: file.path, line }) };
}

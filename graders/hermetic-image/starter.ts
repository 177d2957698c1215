import { posix } from 'node:path';
import type { Settings } from '../../src/grade/settings.ts';
import { suggestedTags } from './knowledge/suggested-images.ts';

/** Where the given server stands. */
export const serverFolder = ({ given }: Settings): string => posix.dirname(given[0]?.path ?? 'server.go');

/** The name that the image ends with, which the program in it can have too. */
export const programName = ({ image }: Settings): string => image.slice(image.lastIndexOf('/') + 1);

/** The least that runs a program which another stage made at a path. */
export function finalStage(settings: Settings, made: { readonly stage: string; readonly path: string }): string {
  const program = programName(settings);
  return ['FROM scratch', `COPY --from=${made.stage} ${made.path} /${program}`, 'USER 65532:65532', `ENTRYPOINT ["/${program}"]`].join('\n');
}

/** The least that builds the server and leaves the toolchain behind. */
export function starterDockerfile(settings: Settings): string {
  const path = `/${programName(settings)}`;
  const build = [`FROM golang:${suggestedTags.get('golang') ?? ''} AS build`, 'WORKDIR /src', 'COPY . .', `RUN CGO_ENABLED=0 go build -o ${path} .`];
  return [...build, '', finalStage(settings, { stage: 'build', path })].join('\n');
}

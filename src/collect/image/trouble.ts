import type { Trouble } from '../../evidence/observation.ts';
import type { BuildFailure } from '../../tools/docker-build.ts';
import { toldAgain } from '../told-again.ts';
import type { BuildAttempt, ImageBuildFacts } from './build/section.ts';
import { discreet } from './discreet.ts';

const reproduce = (words: string): string => toldAgain('image', words);

/** Of what needs an image, where the app has none. */
export const noDockerfile: Trouble = {
  expected: 'an image of the app',
  observed: 'there is no Dockerfile that builds the given server, so no image was built',
  fix: 'Add a Dockerfile beside the server that builds it.',
  reproduce: reproduce('so no image was built'),
};

/** Of what needs an image, where the build failed: `image.build` tells how. */
export function imageNotBuilt({ dockerfile, withoutNetwork, withNetwork }: ImageBuildFacts): Trouble {
  const { line, step, limit }: Partial<BuildAttempt & { readonly kind: 'failed' }> = failureOf(withNetwork ?? withoutNetwork);
  return {
    expected: 'an image of the app',
    observed: `the image did not build${at(step)}${limit === undefined ? '' : ` within ${limit}`}`,
    at: { path: dockerfile, ...(line !== undefined && { line }) },
    fix: `Mend the build of ${dockerfile}: the check image-builds tells what went wrong.`,
    reproduce: reproduce('the image did not build'),
  };
}

export function secondBuildFailed(dockerfile: string, { line, step, limit }: BuildFailure): Trouble {
  return {
    expected: 'a second build, without a cache, that succeeds as the first did',
    observed: `the second build failed${at(step)}${limit === undefined ? '' : ` within ${limit}`}`,
    at: { path: dockerfile, ...(line !== undefined && { line }) },
    fix: `Make every step of ${dockerfile} work from an empty cache: \`docker buildx build --no-cache\` shows what it lacks.`,
    reproduce: reproduce('the second build failed'),
  };
}

const failureOf = (attempt: BuildAttempt): Partial<BuildAttempt & { readonly kind: 'failed' }> => (attempt.kind === 'failed' ? attempt : {});

const at = (step: string | undefined): string => (step === undefined ? '' : `: ${discreet(step)}`);

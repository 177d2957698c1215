import { dockerfile, type DockerfileFacts } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild, type ImageBuildFacts } from '../../../src/collect/image/build/section.ts';
import { imageLayout, type ImageSecret } from '../../../src/collect/image/layout/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Location, pass } from '../../../src/grade/judgement.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { shellWord } from '../../../src/evidence/shell-word.ts';
import { onImage, unread } from '../built-image.ts';
import { inFinalStage, settingOf } from '../image-lines.ts';

export default check({
  id: 'no-secrets-in-image',
  title: "The image's history and layers hold no secret",
  needs: { build: imageBuild, layout: imageLayout, dockerfile },
  after: ['image-builds'],
  weight: 1,
  level: 'mid',
  skills: ['docker.build-secrets'],
  why: 'Whoever can pull an image can read every layer and its history, what a later step deletes included.',
  docs: 'https://docs.docker.com/build/building/secrets/',
  judge: ({ build, layout, dockerfile }) => {
    const [first, ...others] = layout.secrets;
    if (first === undefined) return unread(layout) ?? pass('nothing in its config, history and layers looks like a secret');
    return fail({
      expected: 'no secret in the config, the history or any layer',
      observed: `${placeOf(first)} holds ${first.shape}${others.length === 0 ? '' : `, and ${others.length} more`}`,
      at: lineOf(first, dockerfile),
      fix: `Revoke it: whoever pulls the image has it. Keep the file out of the context with a line in \`.dockerignore\`; what one step needs is mounted there, and leaves nothing behind:${block(mounted, 'dockerfile')}`,
      reproduce: reproduced(build, first),
    });
  },
});

const mounted = 'RUN --mount=type=secret,id=token TOKEN="$(cat /run/secrets/token)" ./fetch';

function placeOf({ where }: ImageSecret): string {
  switch (where.kind) {
    case 'env':
      return `ENV ${code(where.name)}`;
    case 'label':
      return `LABEL ${code(where.name)}`;
    case 'history':
      return `the step ${code(where.step)}`;
    case 'file':
      return `${code(where.path)} in layer ${where.layer + 1}${where.removed ? ', which a later step only hides,' : ''}`;
  }
}

const lineOf = ({ where }: ImageSecret, dockerfile: DockerfileFacts): Location =>
  where.kind === 'env' || where.kind === 'label' ? settingOf(dockerfile, where.name) : inFinalStage(dockerfile);

/** Without printing what it finds. Docker's history doesn't tell a secret from other words: docc is asked again. */
function reproduced(build: ImageBuildFacts, { where }: ImageSecret): string {
  switch (where.kind) {
    case 'env':
      return onImage(build, `! docker image inspect --format '{{json .Config.Env}}' "$image" | grep -qF ${shellWord(`"${where.name}=`)}`);
    case 'label':
      return onImage(build, `! docker image inspect --format '{{json .Config.Labels}}' "$image" | grep -qF ${shellWord(`"${where.name}":`)}`);
    case 'history':
      return 'docc grade . --tier image --format json | grep -q "nothing in its config, history and layers looks like a secret"';
    case 'file':
      return onImage(build, `layers=$(mktemp -d) && docker save "$image" | tar x -C "$layers" && ! find "$layers" -type f -exec tar tf {} \\; 2> /dev/null | grep -qxF ${shellWord(where.path.replace(/^\//, ''))}`);
  }
}

import { dockerfile, type DockerfileFacts } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild, type ImageBuildFacts } from '../../../src/collect/image/build/section.ts';
import { type ImageEntry, imageLayout } from '../../../src/collect/image/layout/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { onFiles, onImage, unread } from '../built-image.ts';
import { andMore, few } from '../few.ts';
import { inFinalStage, inForce } from '../image-lines.ts';

export default check({
  id: 'image-runs-as-non-root',
  title: 'The image runs as a non-root user',
  needs: { build: imageBuild, layout: imageLayout, dockerfile },
  after: ['image-builds'],
  weight: 2,
  level: 'mid',
  skills: ['docker.user'],
  why: 'A process that is root in its container is one kernel bug from being root on the node; a name instead of a number is something that Kubernetes cannot check.',
  docs: 'https://docs.docker.com/build/building/best-practices/#user',
  judge: ({ build, layout, dockerfile }) => {
    const { user } = layout.config;
    if (!numeric.test(user)) return wrongUser(build, user, dockerfile);
    if (layout.setuid.length > 0) return givesRights(build, layout.setuid, dockerfile);
    return unread(layout) ?? pass(`it runs as ${code(user)}, and no file gives other rights`);
  },
});

/** The user alone decides: Kubernetes looks at its number, and at no group's. */
const numeric = /^0*[1-9]\d*(?::.*)?$/;

const wrongUser = (build: ImageBuildFacts, user: string, dockerfile: DockerfileFacts): Judgement =>
  fail({
    expected: 'a numeric user that is not 0',
    observed: whoseIs(user),
    at: inForce(dockerfile, 'USER'),
    fix: `Name a user by number in the last stage, before \`ENTRYPOINT\`:${block('USER 65532:65532', 'dockerfile')}`,
    reproduce: onImage(build, `docker image inspect --format '{{.Config.User}}' "$image" | grep -Eq '^0*[1-9][0-9]*(:.*)?$'`),
  });

function whoseIs(user: string): string {
  if (user === '') return 'neither the image nor its base has a USER: it runs as root';
  return /^(?:0+|root)?(?::|$)/.test(user) ? `USER ${code(user)} is root` : `USER ${code(user)} is a name: Kubernetes can't tell that it isn't root's`;
}

const givesRights = (build: ImageBuildFacts, setuid: readonly ImageEntry[], dockerfile: DockerfileFacts): Judgement =>
  fail({
    expected: 'no file that gives whoever runs it another user or group',
    observed: `setuid or setgid: ${list(few(setuid).map(({ path }) => code(path)))}${andMore(setuid)}`,
    at: inFinalStage(dockerfile),
    fix: `Build the last stage on a base without them, such as \`gcr.io/distroless/static-debian12:nonroot\`, or take the bits away:${block('RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +', 'dockerfile')}`,
    reproduce: onFiles(build, `! docker export "$made" | tar tv | grep -E '^-..[sS]|^-.....[sS]'`),
  });

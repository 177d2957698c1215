import type { ImageBuildFacts } from '../../src/collect/image/build/section.ts';
import type { ImageLayoutFacts } from '../../src/collect/image/layout/section.ts';
import { type Judgement, unresolved } from '../../src/grade/judgement.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';

/** The command that builds the app's image as docc does. */
export function buildCommand({ dockerfile, context, target, buildArgs }: ImageBuildFacts, ...options: readonly string[]): string {
  const given = buildArgs.map(({ name, value }) => `--build-arg=${shellWord(`${name}=${value}`)}`);
  const aimed = target === undefined ? [] : [`--target=${shellWord(target)}`];
  return ['docker build', ...options, ...given, ...aimed, `-f ${shellPath(dockerfile)}`, shellPath(context)].join(' ');
}

/** A command about the image: `$image` is its id. It fails where the image doesn't build. */
export const onImage = (build: ImageBuildFacts, command: string): string => `image=$(${buildCommand(build, '-q', '--load')}) && ${command}`;

/** The same of a container that is made and never started: `$made` is its id. */
export const onFiles = (build: ImageBuildFacts, command: string): string =>
  `(${onImage(build, `made=$(docker create "$image" /) && ${removing('made')} && ${command}`)})`;

/** Whether files are gone: paths as the evidence has them, from the root of the image. */
export const withoutFiles = (build: ImageBuildFacts, files: readonly { readonly path: string }[]): string =>
  onFiles(build, `! docker export "$made" | tar t | grep -qxF ${files.map(({ path }) => `-e ${shellWord(path.replace(/^\//, ''))}`).join(' ')}`);

const confined = '--read-only --cap-drop=ALL --security-opt=no-new-privileges --user=64321:64321 --memory=64m --memory-swap=64m --cpus=0.5 --pids-limit=128';

/** As docc runs it: `$running` is the container's id. */
export const onContainer = (build: ImageBuildFacts, network: string, command: string): string =>
  `(${onImage(build, `running=$(docker run -d ${network} ${confined} "$image") && ${removing('running')} && sleep 5 && ${command}`)})`;

/** The same where it listens: `$at` is the address that leads to its port. */
export const onServer = (build: ImageBuildFacts, port: number, command: string): string =>
  onContainer(build, `-p 127.0.0.1::${port}`, `at=$(docker port "$running" ${port} | head -n 1) && ${command}`);

const removing = (container: string): string => `trap 'docker rm -f "$${container}" > /dev/null' EXIT`;

export const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** What is not listed of an image that was read only in part may be there all the same. */
export function unread({ partly, oddities, dockerfile }: ImageLayoutFacts): Judgement | undefined {
  if (partly === undefined) return undefined;
  const [first] = oddities;
  const where = first === undefined ? '' : `: ${code(first.path)}: ${code(first.message)}`;
  return unresolved(`the image was read only in part${where}`, { path: dockerfile });
}

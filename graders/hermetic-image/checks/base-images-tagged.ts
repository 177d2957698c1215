import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { appImage } from '../app-image.ts';
import { digestOf, type ExternalImage, externalImages, literally, searched } from '../external-images.ts';
import { andMore, few } from '../few.ts';
import { movingTags, suggestedTags } from '../knowledge/suggested-images.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { shellWord } from '../../../src/evidence/shell-word.ts';

export default check({
  id: 'base-images-tagged',
  title: 'Base images have a version',
  needs: { dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'junior',
  skills: ['docker.base-images'],
  why: 'Without a version the same Dockerfile builds on another compiler and another system next week, and nobody chose that.',
  docs: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  judge: ({ dockerfile }) => {
    const { app, file, at } = appImage(dockerfile);
    const { images, undecided } = externalImages(file, app);
    const loose = images.filter(hasNoVersion);
    const [first, ...others] = few(loose);
    if (first !== undefined) {
      return fail({
        expected: 'a version, or a digest, on every image that comes from a registry',
        observed: `${list([first, ...others].map(({ text }) => code(text)))}${andMore(loose)}`,
        at: at(first.line),
        alsoAt: others.map(({ line }) => at(line)),
        fix: [first, ...others].map(versionFor).join('\n'),
        reproduce: [first, ...others].map(({ text }) => `! ${searched(file, `[[:space:]=]${literally(text)}([[:space:],]|$)`)}`).join(' && '),
      });
    }
    const [open] = undecided;
    if (open !== undefined) return unresolved(`${code(open.text)} is decided by ${list(open.args)}, which has no default`, at(open.line));
    return pass(images.length === 0 ? 'nothing comes from a registry' : list([...new Set(images.map(({ text }) => code(text.replace(/@.*/, ''))))]));
  },
});

/** A digest is the most exact version there is. */
const hasNoVersion = ({ tag, digest }: ExternalImage): boolean => digest === undefined && (tag === undefined || movingTags.test(tag));

/** With the digest at once, which base-images-pinned asks for next. */
function versionFor({ line, name, rewritten }: ExternalImage): string {
  const tag = suggestedTags.get(name);
  const image = `${name}:${tag ?? '<version>'}`;
  const versions = `docker run --rm quay.io/skopeo/stable list-tags ${shellWord(`docker://${name}`)}`;
  const listed = tag === undefined ? `\nIts versions are listed by:${block(versions, 'sh')}` : '';
  return `Line ${line}: write ${code(rewritten(`${image}@sha256:<digest>`))}; the digest of the version is printed by:${block(digestOf(image), 'sh')}${listed}`;
}

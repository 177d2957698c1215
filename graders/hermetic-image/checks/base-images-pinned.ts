import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { appImage } from '../app-image.ts';
import { digestOf, type ExternalImage, externalImages, literally, searched } from '../external-images.ts';
import { andMore, few } from '../few.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';

export default check({
  id: 'base-images-pinned',
  title: 'Base images are pinned by digest',
  needs: { dockerfile },
  // An image without a version loses that point; only one with a version can be asked for its digest.
  after: ['base-images-tagged'],
  weight: 1,
  level: 'senior',
  skills: ['docker.base-images', 'ci.supply-chain'],
  why: 'A tag is moved by whoever holds the registry account: only a digest builds tomorrow on what was reviewed today.',
  docs: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  discuss: {
    topic: 'containers-and-serverless',
    passed: 'You pin base images by digest ({observed}). How do fixes of those images reach you, and who notices when they do?',
    failed: "Your base images are named by tag ({observed}). What would have to happen for last week's build to come out different today?",
  },
  judge: ({ dockerfile }) => {
    const { app, file, at } = appImage(dockerfile);
    const { images, undecided } = externalImages(file, app);
    const loose = images.filter(({ digest }) => digest === undefined);
    const [first, ...others] = few(loose);
    if (first !== undefined) {
      const texts = [...new Set([first, ...others].map(({ text }) => text))];
      return fail({
        expected: 'a digest on every image that comes from a registry',
        observed: `${list(texts.map(code))}${andMore(loose)} without a digest`,
        at: at(first.line),
        alsoAt: others.map(({ line }) => at(line)),
        fix: [first, ...others].map(pinning).join('\n'),
        reproduce: texts.map((text) => searched(file, literally(`${text}@sha256:`))).join(' && '),
      });
    }
    const [open] = undecided;
    if (open !== undefined) return unresolved(`${code(open.text)} is decided by ${list(open.args)}, which has no default`, at(open.line));
    return pass(images.length === 0 ? 'nothing comes from a registry' : list([...new Set(images.map(({ name }) => code(name)))]));
  },
});

const pinning = ({ line, text, rewritten }: ExternalImage): string =>
  `Line ${line}: write ${code(rewritten(`${text}@sha256:<digest>`))}, with the digest that this prints:${block(digestOf(text), 'sh')}`;

import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild } from '../../../src/collect/image/build/section.ts';
import { imageLayout } from '../../../src/collect/image/layout/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { unread, withoutFiles } from '../built-image.ts';
import { andMore, few } from '../few.ts';
import { inFinalStage } from '../image-lines.ts';

export default check({
  id: 'image-shell-free',
  title: 'The image has no shell and no package manager',
  needs: { build: imageBuild, layout: imageLayout, dockerfile },
  after: ['image-builds'],
  weight: 1,
  level: 'senior',
  skills: ['docker.base-images'],
  why: 'A shell and a package manager are what an intruder uses next; without them a hole in the server is only that. Who debugs attaches an image of their own with `kubectl debug`.',
  docs: 'https://github.com/GoogleContainerTools/distroless#why-should-i-use-distroless-images',
  discuss: {
    topic: 'containers-and-serverless',
    passed: 'There is no shell in your image. How do you look into a pod of it that misbehaves at three in the morning?',
    failed: 'Your image has a shell. What does it buy you in production, and what would you use instead?',
  },
  judge: ({ build, layout, dockerfile }) => {
    const tools = [...layout.shells, ...layout.packageManagers];
    if (tools.length === 0) return unread(layout) ?? pass('no shell and no package manager among its files');
    return fail({
      expected: 'no shell and no package manager',
      observed: `it holds ${list(few(tools).map(({ path }) => code(path)))}${andMore(tools)}`,
      at: inFinalStage(dockerfile),
      fix: `Build the last stage on \`scratch\` or distroless, which have neither (Alpine has both):${block('FROM gcr.io/distroless/static-debian12:nonroot', 'dockerfile')}`,
      reproduce: withoutFiles(build, few(tools)),
    });
  },
});

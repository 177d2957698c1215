import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { tree } from '../../../src/collect/tree/section.ts';
import { workflow } from '../../../src/collect/workflow/section.ts';
import { check } from '../../../src/grade/check.ts';
import { pass, unresolved } from '../../../src/grade/judgement.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type Publication, publishing } from '../publication.ts';
import { unpublished } from '../unpublished.ts';

export default check({
  id: 'image-published',
  title: 'A workflow publishes the image',
  needs: { workflow, tree, dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'junior',
  skills: ['ci.publishing'],
  why: "An image that only somebody's laptop can make and push is gone when they are on holiday, and nobody knows what is in it.",
  docs: 'https://docs.docker.com/build/ci/github-actions/',
  discuss: {
    topic: 'continuous-delivery',
    passed: 'This is how your image is published: {observed}. What stands between a merged change and that image running in production?',
    failed: 'No workflow publishes your image. How would you get from a merged change to a running image, and back when it is bad?',
  },
  judge: (sections, settings) => {
    const found = publishing(sections, settings);
    const [asked] = found.asked;
    if (asked !== undefined) return pass(`${code(asked.push.by)} in ${code(asked.push.at.path)} pushes ${code(asked.to.name)}`);
    const [unclear] = found.unclear;
    if (unclear !== undefined) return unresolved(openly(unclear), unclear.push.at);
    return unpublished(sections.workflow, found, settings);
  },
});

function openly({ push: { by, unread, certainty }, to, making }: Publication): string {
  if (unread) return `whether ${code(by)} pushes it is not in the files`;
  const unknown = [to, making, certainty].find((each) => 'because' in each);
  return `${code(by)} ${certainty.kind === 'perhaps' ? 'may push' : 'pushes'} ${code(to.name)}, and ${unknown?.because ?? ''} is not in the files`;
}

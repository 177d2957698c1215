import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import type { App } from '../../../src/manifests/app.ts';
import { imageOf } from '../../../src/manifests/images.ts';
import { placeIn, shownValue } from '../../../src/manifests/objects.ts';
import { type Container, containersOf } from '../../../src/manifests/pods.ts';
import { valueIn } from '../../../src/terraform/value.ts';
import { containerTitle, ofEveryContainer } from '../containers.ts';
import { counted } from '../printed.ts';
import { placed } from '../snippets.ts';

export default check({
  id: 'image-immutable',
  title: 'The workload’s image is named by digest',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.images', 'ci.supply-chain'],
  why: 'A tag is a name that can be given to something else: by a second build, or by whoever has the registry’s password. A digest is the bytes that were tested.',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  discuss: {
    topic: 'gitops',
    passed: 'Pods run {observed}. How does the digest of a new build get there, and who may put it there?',
    failed: '{observed}. How would you find out that two nodes run different bytes under that name?',
  },
  judge: ({ manifests }, settings) => verdictOf('the image of every container by digest', ofEveryContainer(manifests, settings, ofContainer)),
});

function ofContainer(container: Container, app: App): Finding {
  const { manifest } = app.workload;
  const value = valueIn(container.value, 'image');
  const image = imageOf(value);
  const [title, shown, at] = [containerTitle(container, app), code(shownValue(value)), placeIn(manifest, value ?? container.value)];
  if (image?.digest.kind === 'known') {
    if (/^sha256:[0-9a-f]{64}$/.test(image.digest.is)) return fine(`${title} runs ${shown}`);
  } else if (image?.digest.kind === 'unknown') return open(`whether ${title} runs a digest is told when it is deployed: ${shown}`, at);
  const [name = ''] = shownValue(value).split('@');
  return trouble({
    observed: image?.digest.kind === 'known' ? `${title} runs ${shown}, whose digest is none` : `${title} runs ${shown}, which is no digest`,
    at,
    fix: `At ${placed(at)}, or in the values that it takes the image from, write the digest that your workflow published: \`image: ${name.replaceAll('`', '')}@sha256:<digest>\``,
    reproduce: counted(app, manifest, `image"?[[:space:]]*[:=].*@sha256:[0-9a-f]{64}`, containersOf(app.workload).containers.length),
  });
}

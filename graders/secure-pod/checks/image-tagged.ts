import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import type { App } from '../../../src/manifests/app.ts';
import { imageOf } from '../../../src/manifests/images.ts';
import { placeIn, shownValue } from '../../../src/manifests/objects.ts';
import type { Container } from '../../../src/manifests/pods.ts';
import { valueIn } from '../../../src/terraform/value.ts';
import { containerTitle, ofEveryContainer } from '../containers.ts';
import { isOfCommit } from '../commits.ts';
import { ends, free, literally } from '../printed.ts';
import { placed } from '../snippets.ts';

export default check({
  id: 'image-tagged',
  title: 'The workload’s image has a version',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'junior',
  skills: ['kubernetes.images'],
  why: 'Of `latest` nobody can say what runs, two pods of one Deployment may differ, and going back means finding out what was there before.',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  judge: ({ manifests }, settings) => verdictOf('a version on the image of every container, not `latest`', ofEveryContainer(manifests, settings, ofContainer)),
});

const moving = /^(latest|main|master|edge|nightly|dev|stable)$/i;

/** A digest is the most exact version there is. */
function ofContainer(container: Container, app: App): Finding {
  const value = valueIn(container.value, 'image');
  const image = imageOf(value);
  const title = containerTitle(container, app);
  const at = placeIn(app.workload.manifest, value ?? container.value);
  const shown = code(shownValue(value));
  if (image?.tag.kind === 'known') return moving.test(image.tag.is) && image.digest.kind !== 'known' ? loose(container, app, `${title} runs ${shown}`) : fine(`${title} runs ${shown}`);
  if (image?.digest.kind === 'known' || isOfCommit(value)) return fine(`${title} runs ${shown}`);
  if (image?.tag.kind === 'unknown' || image?.digest.kind === 'unknown') return open(`the version of ${title} is given when it is deployed: ${shown}`, at);
  return loose(container, app, image === undefined ? `${title} names no image` : `${title} runs ${shown}, without a version`);
}

function loose({ value: container }: Container, app: App, observed: string): Finding {
  const { manifest } = app.workload;
  const value = valueIn(container, 'image');
  const at = placeIn(manifest, value ?? container);
  const name = shownValue(value).replace(/[:@][^/]*$/, '') || 'domain/docc-sample';
  return trouble({
    observed,
    at,
    fix: `At ${placed(at)}, or in the values that it takes the image from, write the version that your workflow published, with its digest: \`image: ${name.replaceAll('`', '')}:<version>@sha256:<digest>\``,
    reproduce: free(app, manifest, `image"?[[:space:]]*[:=][[:space:]]*["']?${literally(name)}(:(latest|main|master|edge|nightly|dev|stable)?)?${ends}`),
  });
}

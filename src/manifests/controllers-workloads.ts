import type { ManifestsFacts } from '../collect/manifests/section.ts';
import { valueIn } from '../terraform/value.ts';
import type { Controller } from './controllers.ts';
import { type Product, products } from './controllers-known.ts';
import { imageOf } from './images.ts';
import { placeIn, titleOf } from './objects.ts';
import { containersOf } from './pods.ts';
import { type Workload, workloads } from './workloads.ts';

/** Workloads that run a controller's image. */
export const runByWorkloads = (manifests: ManifestsFacts): readonly Controller[] => workloads(manifests).filter(({ runs }) => runs === 'serves').flatMap(ofWorkload);

function ofWorkload(workload: Workload): readonly Controller[] {
  const { manifest } = workload;
  const found = containersOf(workload).containers.flatMap((container) => {
    const image = valueIn(container.value, 'image');
    const repository = imageOf(image)?.repository;
    const product = repository === undefined ? undefined : productOfImage(repository);
    return product === undefined ? [] : [{ product, image }];
  });
  return found.slice(0, 1).map(({ product, image }) => ({
    product,
    by: titleOf(manifest),
    at: placeIn(manifest),
    exists: 'yes',
    version: { of: 'image', said: image, at: placeIn(manifest, image), argument: 'image' },
    release: undefined,
    root: undefined,
    manifest,
  }));
}

/** Whatever registry or mirror it is pulled from. */
const productOfImage = (repository: string): Product | undefined =>
  products.find(({ images }) => images.some((image) => repository === image || repository.endsWith(`/${image}`)));

import type { DockerfileFacts } from '../../src/collect/dockerfile/section.ts';
import type { TreeFacts } from '../../src/collect/tree/section.ts';
import { once } from '../../src/grade/once.ts';

/** What the submission holds besides its workflows. */
export type Submitted = {
  readonly dockerfile: DockerfileFacts;
  readonly paths: ReadonlySet<string>;
  /** And all folders, of which the root is `.`. */
  readonly places: ReadonlySet<string>;
  /** The folder of the given server. */
  readonly server: string;
};

export const pathsOf = once(({ files }: TreeFacts): ReadonlySet<string> => new Set(files.map(({ path }) => path)));

export const placesOf = once((tree: TreeFacts): ReadonlySet<string> => {
  const places = new Set(['.']);
  for (const path of pathsOf(tree)) {
    for (let at = path; at !== '' && !places.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) places.add(at);
  }
  return places;
});

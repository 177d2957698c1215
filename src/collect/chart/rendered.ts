import type { Observation } from '../../evidence/observation.ts';
import type { Unknown } from '../manifests/section.ts';
import type { ChartFacts } from './section.ts';

/** One YAML document of Helm's output, test hooks and empty documents left out. */
export type RenderedDocument = {
  /** The file of the submission that a person edits: a template, a CRD; of a vendored archive's template the archive. */
  readonly path: string;
  /** Without `---` and Helm's `# Source` comment. As Helm wrote it: it may still be no object, or no YAML that others read. */
  readonly text: string;
  /** For each line of `text` its line in `path`, from 1; 0 where that isn't certain. */
  readonly lines: readonly number[];
};

/** What one release of a chart would send to the cluster. */
export type Rendered = {
  /** In the `releases` of section chart, from 0. */
  readonly release: number;
  readonly documents: readonly RenderedDocument[];
};

/** Computed once, for the sections chart and manifests both. */
export type ChartRendering = {
  readonly observation: Observation<ChartFacts>;
  /** One for each release whose outcome is `rendered`; empty where nothing was observed. */
  readonly rendered: readonly Rendered[];
  /** What the marks in the rendered texts stand for: `docc-unknown-0x` for the first. */
  readonly unknowns: readonly Unknown[];
  /** Folders of all charts, also of those that make no chart: what lies in them is no plain manifest. */
  readonly folders: readonly string[];
};

import type { Must } from './case.ts';
import { actedCases, deploymentCases, sampleCases } from './corpus.ts';
import { deployed } from './deployed.ts';
import { imageCases } from './images.ts';

/** One attack as docs/assurance.md lists it: its tests are called `<id>: <tried> is <must>` and `<id> twin: <twin>`. */
export type Listed = { readonly id: string; readonly tried: string; readonly must: Must; readonly tier: 'source' | 'pipeline' | 'image' | 'cluster'; readonly file: string; readonly twin: string };

type Told = { readonly id: string; readonly tried: string; readonly must: Must; readonly twin: { readonly is: string } };

const all = (cases: readonly Told[], tier: Listed['tier'], file: string): readonly Listed[] => cases.map(({ id, tried, must, twin }) => ({ id, tried, must, tier, file: `test/red-team/${file}`, twin: twin.is }));

const order = 'DHTGWRSI';
const rank = ({ id, tier }: Listed): string => `${order.indexOf(id.charAt(0))}${id} ${['source', 'pipeline', 'image', 'cluster'].indexOf(tier)}`;

export const listed: readonly Listed[] = [
  ...all(sampleCases.filter(({ deeper }) => deeper === undefined), 'source', 'files.test.ts'),
  ...all(deploymentCases, 'source', 'deployments.test.ts'),
  ...all(actedCases, 'pipeline', 'acted.test.ts'),
  ...all(imageCases(0), 'image', 'images.long.ts'),
  ...all(deployed.map(({ attack }) => attack), 'cluster', 'cluster.long.ts'),
].toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1));

const numbered = (letter: string, last: number): readonly string[] => Array.from({ length: last }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`);

/** Dockerfiles, Helm and manifests, Terraform, the graded program, the workflow, reports and evidence, the submission itself, and what breaks by itself. */
export const ids: readonly string[] = [...numbered('D', 13), ...numbered('H', 14), ...numbered('T', 6), ...numbered('G', 6), ...numbered('W', 10), ...numbered('R', 4), ...numbered('S', 2), ...numbered('I', 3)];

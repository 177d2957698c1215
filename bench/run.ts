import '../src/cli/interpreted.ts';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { home } from '../src/cli/version.ts';
import { clusterGrade } from './cluster-grade.ts';
import { coldProcess } from './cold.ts';
import type { Figure } from './figure.ts';
import { firstCall } from './first-call.ts';
import { imageReading } from './image.ts';
import { imageGrade } from './image-grade.ts';
import { regrading } from './regrade.ts';
import { sourceTier } from './source.ts';
import { watching } from './watch.ts';

// As bin/docc.mjs has it: regrading is measured in this process.
setFlagsFromString('--semi-space-growth-factor=16');

const measures: Readonly<Record<string, () => Promise<readonly Figure[]>>> = { cold: coldProcess, source: sourceTier, watch: watching, regrade: regrading, 'first-call': firstCall, reading: imageReading, image: imageGrade, cluster: clusterGrade };

/** `npm run bench -- regrade image` measures these alone, and leaves docs/bench.md as it is. */
const asked = process.argv.slice(2);
const unknown = asked.find((name) => measures[name] === undefined);
if (unknown !== undefined) throw new Error(`there is no measure ${unknown}: say ${Object.keys(measures).join(', ')}, or nothing for all`);

const figures: Figure[] = [];
for (const [name, measure] of Object.entries(measures)) if (asked.length === 0 || asked.includes(name)) figures.push(...(await measure()));

const table = [
  '| figure | measured | against | ratio | bound | held |',
  '| --- | ---: | --- | ---: | --- | --- |',
  ...figures.map(({ what, measured, against, ratio, bound, held }) => `| ${what} | ${measured} | ${against} | ${ratio} | ${bound} | ${held ? 'yes' : 'NO'} |`),
].join('\n');

process.stdout.write(`${table}\n`);
if (asked.length === 0)
  await writeFile(
    join(home, 'docs', 'bench.md'),
    `# Timings\n\nWritten by \`npm run bench\`: medians of one run, on ${availableParallelism()} cores, Node.js ${process.version}.\n\n${table}\n`,
  );

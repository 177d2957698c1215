import '../src/cli/interpreted.ts';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';
import { coldProcess } from './cold.ts';
import type { Figure } from './figure.ts';
import { imageReading } from './image.ts';
import { imageGrade } from './image-grade.ts';
import { regrading } from './regrade.ts';

const figures: readonly Figure[] = [...(await coldProcess()), ...(await regrading()), ...(await imageReading()), ...(await imageGrade())];

const table = [
  '| figure | measured | against | ratio | bound | held |',
  '| --- | ---: | --- | ---: | --- | --- |',
  ...figures.map(({ what, measured, against, ratio, bound, held }) => `| ${what} | ${measured} | ${against} | ${ratio} | ${bound} | ${held ? 'yes' : 'NO'} |`),
].join('\n');

process.stdout.write(`${table}\n`);
await writeFile(
  join(home, 'docs', 'bench.md'),
  `# Timings\n\nWritten by \`npm run bench\`: medians of one run, on ${availableParallelism()} cores, Node.js ${process.version}.\n\n${table}\n`,
);

import '../src/cli/interpreted.ts';
import { firstEpoch } from '../src/collect/image/build/collect.ts';
import { collectLayout } from '../src/collect/image/layout/collect.ts';

// In a process of its own, so that its memory is what reading takes and nothing else.
const [, , layout = '', manifest = ''] = process.argv;
const start = process.hrtime.bigint();
const seen = await collectLayout({ layout, manifest, dockerfile: 'Dockerfile', sourceDateEpoch: firstEpoch, submitted: [] });
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
if (seen.status !== 'observed') throw new Error(`the layout was not read: ${JSON.stringify(seen)}`);
process.stdout.write(JSON.stringify({ seconds, bytes: seen.facts.bytes, peakKiB: process.resourceUsage().maxRSS }));

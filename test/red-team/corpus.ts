import type { ActedCase, FileCase } from './case.ts';
import { D } from './D.ts';
import { G } from './G.ts';
import { H } from './H.ts';
import { I } from './I.ts';
import { prober } from './prober.ts';
import { R } from './R.ts';
import { S } from './S.ts';
import { scanned } from './scanned.ts';
import { T } from './T.ts';
import { W } from './W.ts';

/** What the files around the program hold, and those of its deployment: graded side by side. */
export const sampleCases: readonly FileCase[] = [...D, ...G, ...S];
export const deploymentCases: readonly FileCase[] = [...H, ...T];
export const fileCases: readonly FileCase[] = [...sampleCases, ...deploymentCases];

/** What comes another way: events, answers, archives, evidence, and servers that are asked. */
export const actedCases: readonly ActedCase[] = [...scanned, ...prober, ...W, ...R, ...I];

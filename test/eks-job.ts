import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { eksDeploy } from '../src/pull-request/eks.ts';

/** The deploying job as a process that can be killed: its inputs are in the file that is named, and what it is at goes to stderr. */
const [file = ''] = process.argv.slice(2);
const inputs = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(file, 'utf8')));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
await eksDeploy.run(eksDeploy.inputs.parse(inputs), { env: process.env, group: (_, lines) => lines.forEach(say), say, annotate: () => undefined, summarise: async () => undefined });

import { z } from 'zod';
import { dockerfile } from '../src/collect/dockerfile/section.ts';
import { lint } from '../src/collect/lint/section.ts';
import { terraform } from '../src/collect/terraform/section.ts';
import { tree } from '../src/collect/tree/section.ts';
import { workflow } from '../src/collect/workflow/section.ts';
import { bundle } from '../src/evidence/bundle.ts';
import { challengeFile } from '../src/grade/challenge.ts';
import { reportJsonSchema } from '../src/publish/json-schema.ts';

const sections = [tree, dockerfile, lint, workflow, terraform];

/** JSON Schemas of all that docc reads and writes, by file name. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const bySection = sections.map(({ id, schema }) => [`schemas/evidence/${id}.schema.json`, text(z.toJSONSchema(schema))] as const);
  return {
    'schemas/report.schema.json': text(reportJsonSchema()),
    'schemas/challenge.schema.json': text(z.toJSONSchema(challengeFile, { io: 'input' })),
    'schemas/bundle.schema.json': text(z.toJSONSchema(bundle)),
    ...Object.fromEntries(bySection),
  };
}

const text = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;

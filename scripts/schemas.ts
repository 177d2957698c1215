import { z } from 'zod';
import { chart } from '../src/collect/chart/section.ts';
import { dockerfile } from '../src/collect/dockerfile/section.ts';
import { lint } from '../src/collect/lint/section.ts';
import { manifests } from '../src/collect/manifests/section.ts';
import { terraform } from '../src/collect/terraform/section.ts';
import { attributes, declaredAttributes } from '../src/collect/terraform/values.ts';
import { tree } from '../src/collect/tree/section.ts';
import { workflow } from '../src/collect/workflow/section.ts';
import { bundle } from '../src/evidence/bundle.ts';
import { challengeFile } from '../src/grade/challenge.ts';
import { reportJsonSchema } from '../src/publish/json-schema.ts';

const sections = [tree, dockerfile, lint, workflow, terraform, chart, manifests];

/** JSON Schemas of all that docc reads and writes, by file name. */
export function schemaFiles(): Readonly<Record<string, string>> {
  const bySection = sections.map(({ id, schema }) => [`schemas/evidence/${id}.schema.json`, text(sectionSchema(schema))] as const);
  return {
    'schemas/report.schema.json': text(reportJsonSchema()),
    'schemas/challenge.schema.json': text(z.toJSONSchema(challengeFile, { io: 'input' })),
    'schemas/bundle.schema.json': text(z.toJSONSchema(bundle)),
    ...Object.fromEntries(bySection),
  };
}

/** Attributes are read by a check of their own; the schema that it was made from tells what they are. */
function sectionSchema(schema: z.ZodType): object {
  let areRead = false;
  const whole = z.toJSONSchema(schema, {
    override: ({ zodSchema, jsonSchema }) => {
      if (!Object.is(zodSchema, attributes)) return;
      areRead = true;
      jsonSchema.$ref = '#/$defs/attributes';
    },
  });
  return areRead ? { ...whole, $defs: { ...whole.$defs, ...z.toJSONSchema(declaredAttributes).$defs } } : whole;
}

const text = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;

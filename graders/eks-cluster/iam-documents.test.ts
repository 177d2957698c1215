import { array, assert, constantFrom, property } from 'fast-check';
import { expect, it } from 'vitest';
import type { Value } from '../../src/collect/terraform/section.ts';
import type { Declared } from '../../src/terraform/declared.ts';
import { documentOf, grantsEverything } from './iam-documents.ts';

const block = { kind: 'resource', type: 'aws_iam_policy', name: 'this', module: '', address: 'aws_iam_policy.this', path: 'iam.tf', line: 1, endLine: 9, repetition: { kind: 'single' }, instances: [] } as const;
const root = { path: '.', because: 'a test', variableFiles: [], lock: { kind: 'absent' }, blocks: [] } as const;
const policy: Declared = { root: { ...root, variableFiles: [], blocks: [] }, block: { ...block, instances: [] }, attributes: {}, exists: 'yes' };

const says = (text: string): Value => ({ known: text });
const broad = (value: Value): boolean => documentOf(policy, value).statements.some(grantsEverything);
const statement = (fields: object): Value => says(JSON.stringify({ Statement: { Effect: 'Allow', ...fields } }));

it.each([
  [{ Action: '*', Resource: '*' }, true],
  [{ Action: ['s3:Get*', '*'], Resource: ['*'] }, true],
  [{ NotAction: 'iam:*', Resource: '*' }, true],
  [{ Action: '*', Resource: 'arn:aws:s3:::docc/*' }, false],
  [{ Action: 'route53:List*', Resource: '*' }, false],
  [{ Effect: 'Deny', Action: '*', Resource: '*' }, false],
  [{ Action: '*', Resource: '*', Principal: '*' }, false],
])('of %j: everything is %s', (fields, wanted) => expect(broad(statement(fields))).toBe(wanted));

it('is told the same by JSON and by what jsonencode was given', () => {
  const texts = array(constantFrom('*', 's3:*', 'arn:aws:s3:::docc'), { maxLength: 3 });
  assert(
    property(texts, texts, constantFrom('Allow', 'Deny'), (Action, Resource, Effect) => {
      const document = { Statement: [{ Effect, Action, Resource }] };
      const encoded: Value = { unknown: true, shape: { kind: 'json', of: { known: document } } };
      expect(documentOf(policy, encoded).statements).toEqual(documentOf(policy, says(JSON.stringify(document))).statements);
    }),
  );
});

it.each(['not: [a policy', '{"Statement": '])('says that it can’t read %s', (text) => expect(documentOf(policy, says(text)).open).toBe(true));

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { manifests } from '../../src/collect/manifests/section.ts';
import { type Attributes, type Block, terraform, type TerraformFacts, type Value } from '../../src/collect/terraform/section.ts';
import type { Check } from '../../src/grade/check.ts';
import type { Settings } from '../../src/grade/settings.ts';
import dnsRightsLeast from './checks/dns-rights-least.ts';
import recordDeclared from './checks/record-declared.ts';
import recordFollows from './checks/record-follows-load-balancer.ts';
import recordHasOneOwner from './checks/record-has-one-owner.ts';
import recordTtlSane from './checks/record-ttl-sane.ts';
import zoneKnown from './checks/zone-known.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const checks: readonly Check[] = [dnsRightsLeast, recordDeclared, recordFollows, recordHasOneOwner, recordTtlSane, zoneKnown];

const types = ['aws_route53_record', 'aws_route53_zone', 'aws_lb', 'helm_release', 'aws_eks_addon', 'kubernetes_ingress_v1', 'kubernetes_manifest', 'kubectl_manifest', 'aws_iam_policy', 'aws_iam_role', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment', 'aws_cloudfront_distribution'];
const sources = ['terraform-aws-modules/route53/aws//modules/records', 'terraform-aws-modules/route53/aws', 'terraform-aws-modules/route53/aws//modules/zones', 'cloudposse/route53-alias/aws', 'aws-ia/eks-blueprints-addons/aws', 'terraform-aws-modules/eks/aws'];
const names = ['name', 'type', 'zone_id', 'records', 'alias', 'ttl', 'vpc', 'tags', 'arn', 'chart', 'values', 'set', 'configuration_values', 'spec', 'metadata', 'annotations', 'manifest', 'yaml_body', 'policy', 'role', 'policy_arn', 'assume_role_policy', 'Statement', 'Action', 'Resource', 'kind', 'rule', 'host', 'origin', 'domain_name', 'zones', 'aliases', 'enable_external_dns', 'external_dns'];
const texts = ['service.docc.domain.io', 'domain.io', '*', '', 'A', 'CNAME', 'external-dns', 'ingress: {hosts: [service.docc.domain.io]}', '{"Statement": [{"Action": "route53:*", "Resource": "*"}]}', 'hostedzone/*', 'a: &a [*a]', '`$(touch entered)`', 'arn:aws:iam::aws:policy/AmazonRoute53FullAccess'];
const to = [...types.map((type) => `${type}.x`), 'data.aws_lb.x', 'data.aws_route53_zone.x', 'module.x', 'var.x'];

const text = fc.constantFrom(...texts);
const json = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 2 }), fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 3 }));
const refs = fc.option(fc.array(fc.record({ to: fc.constantFrom(...to) }), { minLength: 1, maxLength: 2 }), { nil: undefined });

const { value } = fc.letrec<{ value: Value; attributes: Attributes }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ known: json, refs }),
    fc.record({ unknown: fc.constant(true as const), refs }),
    fc.record({ list: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ object: tie('attributes') }),
    fc.record({ unknown: fc.constant(true as const), shape: fc.record({ kind: fc.constantFrom('template' as const), parts: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({ unknown: fc.constant(true as const), shape: fc.record({ kind: fc.constant('either' as const), of: fc.array(tie('value'), { maxLength: 2 }) }) }),
    fc.record({ unknown: fc.constant(true as const), shape: fc.record({ kind: fc.constantFrom('json' as const, 'yaml' as const), of: tie('value') }) }),
  ),
  attributes: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }),
}));

const attributes = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 });
const exists = fc.constantFrom<Block['repetition']>({ kind: 'single' }, { kind: 'unknown', by: 'count' });
const place = { name: 'x', module: '', path: 'main.tf', line: 1, endLine: 2 };

const typed = (kind: 'resource' | 'data', among: readonly string[]): fc.Arbitrary<Block> =>
  fc.record({ type: fc.constantFrom(...among), attributes, repetition: exists }).map(({ type, attributes, repetition }) => ({
    ...place, kind, type, repetition, address: `${kind === 'data' ? 'data.' : ''}${type}.x`, instances: [{ attributes }],
  }));

const called: fc.Arbitrary<Block> = fc.record({ source: fc.constantFrom(...sources), attributes }).map(({ source, attributes }) => ({
  ...place, kind: 'module', address: 'module.x', repetition: { kind: 'single' }, instances: [{ attributes: { ...attributes, source: { known: source } } }],
}));

const blocks = fc.array(fc.oneof(typed('resource', types), typed('data', ['aws_lb', 'aws_route53_zone', 'aws_iam_policy_document']), called), { maxLength: 6 });

const factsOf = (blocks: readonly Block[]): TerraformFacts =>
  terraform.schema.parse({ roots: [{ path: '.', because: 'it', variableFiles: [], lock: { kind: 'absent' }, blocks }], unused: [], files: [], problems: [], problemsBeyond: 0 });

const none = manifests.schema.parse({ kubernetes: '1.34', origins: [], objects: [], unknowns: [], problems: [], problemsBeyond: 0, unrendered: [] });

it('judges whatever is written, in words', () => {
  fc.assert(
    fc.property(blocks, (blocks) => {
      const facts = factsOf(blocks);
      for (const check of checks) {
        const judgement = check.judge({ terraform: facts, manifests: none }, settings, '2026-11-01');
        expect(judgement.verdict === 'unresolved' ? judgement.reason : judgement.observed).toMatch(/\S/);
      }
    }),
    { numRuns: 300 },
  );
});

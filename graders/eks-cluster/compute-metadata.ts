import type { Value } from '../../src/collect/terraform/section.ts';
import { type Declared, declaredIn, sourcesOf } from '../../src/terraform/declared.ts';
import { asText, valueOf } from '../../src/terraform/value.ts';
import { bodyOf, type Input, type Layer, type Setting, settingOf } from './clusters-settings.ts';
import type { Metadata, Nodes } from './compute.ts';
import { type MetadataInputs, templateMetadata } from './knowledge/node-inputs.ts';

const templates = ['aws_launch_template', 'aws_launch_configuration'];

/** What a launch template says, or the account's defaults where it doesn't. */
function metadataOfTemplate(template: Declared): Metadata {
  const own = metadataIn(template, [bodyOf(template)], templateMetadata);
  const [account] = declaredIn(template.root, { type: 'aws_ec2_instance_metadata_defaults' });
  if (account === undefined) return own;
  const { endpoint, tokens, hops } = metadataIn(account, [bodyOf(account)], accountMetadata);
  return { endpoint: nearest(own.endpoint, endpoint), tokens: nearest(own.tokens, tokens), hops: nearest(own.hops, hops) };
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_instance_metadata_defaults */
const accountMetadata: MetadataInputs = {
  endpoint: { paths: ['http_endpoint'] },
  tokens: { paths: ['http_tokens'] },
  hops: { paths: ['http_put_response_hop_limit'] },
};

const nearest = (own: Setting, account: Setting): Setting => (own.origin === 'default' && account.origin === 'written' ? account : own);

/** Of inputs with defaults, as modules have them. */
export function metadataIn(declared: Declared, layers: readonly Layer[], { endpoint, tokens, hops, whole }: MetadataInputs): Metadata {
  const replacing = whole && layers.find((layer) => settingOf(declared, [layer], whole).origin === 'written');
  const setting = (input: Input): Setting => (replacing ? settingOf(declared, [replacing], { paths: input.paths }) : settingOf(declared, layers, input));
  return { endpoint: setting(endpoint), tokens: setting(tokens), hops: setting(hops) };
}

/**
 * What EKS's own launch template says.
 * https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html; read on 21 November 2026
 */
const ownTemplate: MetadataInputs = {
  endpoint: { paths: ['metadata_options.http_endpoint'], default: { is: 'enabled' } },
  tokens: { paths: ['metadata_options.http_tokens'], default: { is: 'required' } },
  hops: { paths: ['metadata_options.http_put_response_hop_limit'], default: { is: 2 } },
};

/** Of a managed group that names no launch template; `inputs` are what a module would call it if it made one. */
export function metadataOfEks(declared: Declared, inputs: MetadataInputs = ownTemplate): Metadata {
  const { endpoint, tokens, hops } = inputs;
  const own = (input: Input, { default: otherwise }: Input): Input => ({ paths: input.paths, ...(otherwise !== undefined && { default: otherwise }) });
  return metadataIn(declared, [{ body: undefined, prefix: '' }], { endpoint: own(endpoint, ownTemplate.endpoint), tokens: own(tokens, ownTemplate.tokens), hops: own(hops, ownTemplate.hops) });
}

/** `template`: undefined where a group names one that the submission does not hold. */
export const byTemplate = (declared: Declared, template: Declared | undefined): Pick<Nodes, 'metadata' | 'template'> =>
  template === undefined ? { metadata: openMetadata(declared) } : { metadata: metadataOfTemplate(template), template };

export function templateOf({ root }: Declared, named: Value): Declared | undefined {
  const [source] = sourcesOf(root, named, { type: templates });
  if (source !== undefined) return source;
  const name = asText(named);
  return name.kind === 'known' ? declaredIn(root, { type: templates }).find((each) => textOf(each, 'name') === name.is) : undefined;
}

const textOf = (declared: Declared, name: string): string | undefined => {
  const text = asText(valueOf(declared, name));
  return text.kind === 'known' ? text.is : undefined;
};

/** A launch template that isn't in the submission. */
export const openMetadata = (declared: Declared): Metadata =>
  metadataIn(declared, [{ body: undefined, prefix: '' }], withoutMetadataDefaults(templateMetadata));

export const withoutMetadataDefaults = ({ endpoint, tokens, hops }: MetadataInputs): MetadataInputs => ({
  endpoint: { ...endpoint, default: 'unknown' },
  tokens: { ...tokens, default: 'unknown' },
  hops: { ...hops, default: 'unknown' },
});

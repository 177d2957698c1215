/** Where a provider takes a secret whose attribute's own name doesn't say so; read on 21 November 2026. */
export type SecretAttribute = {
  readonly type: string;
  readonly path: readonly string[];
  /** Only where this attribute has that value. */
  readonly when?: { readonly path: string; readonly is: string };
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs, https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release */
export const secretAttributes: readonly SecretAttribute[] = [
  { type: 'aws_ssm_parameter', path: ['value'], when: { path: 'type', is: 'SecureString' } },
  { type: 'aws_secretsmanager_secret_version', path: ['secret_string'] },
  { type: 'helm_release', path: ['set_sensitive'] },
];

/** What an operator fills in by hand after the first apply: it opens nothing. */
export const standIn = /^\s*$|change[-_ ]?me|place[-_ ]?holder|replace|dummy|initial|example|to[-_ ]?be|^(todo|tbd|none|null|empty|unset|secret|value|x+|\*+|-+|\.+|<.*>|\{\s*\}|\[\s*\])$/i;

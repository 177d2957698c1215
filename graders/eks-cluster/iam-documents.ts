import type { Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import type { Declared } from '../../src/terraform/declared.ts';
import { policyOf, statementOf as readStatement, type Statement as Read } from '../../src/terraform/policy-document.ts';
import { piecesOf } from '../../src/terraform/text.ts';
import { asText, valueOf } from '../../src/terraform/value.ts';
import { publishedPolicies } from './knowledge/node-policies.ts';

/** One statement of a policy, by what is known of it. */
export type Statement = Omit<Read, 'actions' | 'resources'> & {
  /** Known ones; `open` tells that there are others. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Files can't tell all of its actions or resources. */
  readonly open: boolean;
};

export type PolicyDocument = {
  readonly statements: readonly Statement[];
  /** Files can't tell what else it says. */
  readonly open: boolean;
};

export function documentOf(each: Declared, policy: Value | undefined): PolicyDocument {
  const { statements, open } = policyOf(each, policy, isPublished);
  return { statements: statements.map(known), open };
}

export const statementOf = (statement: Value, at: Location): Statement => known(readStatement(statement, at));

function isPublished(source: Declared): boolean {
  const url = asText(valueOf(source, 'url'));
  return source.block.type === 'http' && url.kind === 'known' && publishedPolicies.test(url.is);
}

const known = ({ actions, resources, ...rest }: Read): Statement => ({
  ...rest,
  actions: actions.flatMap(textOf),
  resources: resources.flatMap(textOf),
  open: [...actions, ...resources].some((value) => !isPartlyKnown(value)),
});

function textOf(value: Value): readonly string[] {
  const text = asText(value);
  return text.kind === 'known' ? [text.is] : [];
}

/** What has a known piece, such as `arn:aws:s3:::` before a name, is not a star whatever the rest is; nor is what another block gives. */
function isPartlyKnown(value: Value): boolean {
  if (piecesOf(value)?.some((piece) => piece !== undefined) === true) return true;
  return 'unknown' in value && (value.refs ?? []).some(({ to }) => !to.startsWith('var.'));
}

/** All actions on all things, or all but a few. */
export const grantsEverything = ({ effect, actions, resources, allBut, everywhereBut, ofResource }: Statement): boolean =>
  effect === 'allow' && !ofResource && (allBut || actions.some((action) => /^\*(:\*)?$/.test(action))) && (everywhereBut || resources.includes('*'));

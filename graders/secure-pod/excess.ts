import { type Finding, trouble } from '../../src/grade/findings.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { type Manifest, placeIn, titleOf } from '../../src/manifests/objects.ts';
import type { RoleRule } from '../../src/manifests/rights.ts';
import { freeOrGone, literally } from './printed.ts';
import { placed } from './snippets.ts';

/** Kubernetes' own roles that read no secret. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles */
export const readOnlyRoles: readonly string[] = ['view', 'system:public-info-viewer', 'system:discovery', 'system:basic-user'];

/** Verbs that give whoever has them the rights of others. https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks */
const climbing = new Set(['escalate', 'bind', 'impersonate']);

/** What one rule of a role allows beyond what a server may need. */
export function excessive(rule: RoleRule): readonly Finding[] {
  const { role } = rule;
  const words = [...rule.verbs, ...rule.resources, ...rule.groups];
  const secrets = rule.resources.includes('secrets') && rule.verbs.some((verb) => verb === 'list' || verb === 'watch');
  const told = [
    ...(words.includes('*') ? ['has a wildcard'] : []),
    ...rule.verbs.filter((verb) => climbing.has(verb)).map((verb) => `allows ${code(verb)}`),
    ...(secrets ? ['lists secrets'] : []),
  ];
  if (told.length === 0) return [];
  const at = placeIn(role, rule.value);
  const named = ['*', ...climbing, ...(secrets ? ['secrets'] : [])].filter((word) => words.includes(word));
  return [
    trouble({
      observed: `${code(titleOf(role))} ${list(told)}`,
      at,
      fix: `At ${placed(at)} write, in place of ${list(named.map(code))}, the verbs and resources that the server uses; it calls Kubernetes for nothing, so the rule, and the role with its binding, can go.`,
      reproduce: freeOrGone(role, `(^|[^A-Za-z])(${named.map((word) => (word === '*' ? '[*]' : literally(word))).join('|')})([^A-Za-z]|$)`),
    }),
  ];
}

/** A binding that gives too much by itself. */
export function tooMuch(binding: Manifest, at: Location, observed: string): Finding {
  return trouble({
    observed,
    at,
    fix: `Delete ${code(titleOf(binding))} (${placed(at)}): the server calls Kubernetes for nothing. What does need rights gets a \`Role\` with the verbs and resources that it uses, and a \`RoleBinding\` in its namespace.`,
    reproduce: freeOrGone(binding, '.'),
  });
}

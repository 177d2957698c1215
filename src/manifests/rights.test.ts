import { describe, expect, it } from 'vitest';
import type { Settings } from '../grade/settings.ts';
import { type App, apps } from './app.ts';
import { factsOf } from './manifests.fixture.ts';
import { accountOf, bindingsOf } from './rights.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };

function app(spec: string, ...others: readonly string[]): App {
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: docc, namespace: docc }\nspec: { ${spec}containers: [{ name: server, image: docc-sample }] }\n`;
  const [found] = apps(factsOf({ 'pod.yaml': pod, ...Object.fromEntries(others.map((text, index) => [`${index}.yaml`, text])) }), settings);
  if (found === undefined) throw new Error('no app');
  return found;
}

const account = (more = ''): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: docc, namespace: docc }\n${more}`;

describe('the token', () => {
  it.each([
    ['is mounted where nobody says otherwise', 'serviceAccountName: docc, ', account(), 'yes', 'default'],
    ['is not where the account says so', 'serviceAccountName: docc, ', account('automountServiceAccountToken: false\n'), 'no', 'account'],
    ['is where the pod says so against the account', 'serviceAccountName: docc, automountServiceAccountToken: true, ', account('automountServiceAccountToken: false\n'), 'yes', 'pod'],
    ['may be where files don’t tell', 'automountServiceAccountToken: <var.token>, ', account(), 'maybe', 'pod'],
  ])('%s', (_, spec, text, mounted, by) => expect(accountOf(app(spec, text)).token).toMatchObject({ mounted, by }));
});

const binding = (kind: string, subject: string): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: it, namespace: docc }\nroleRef: { kind: ClusterRole, name: view }\nsubjects: [${subject}]\n`;

describe('a binding', () => {
  it.each([
    ['by the account', '{ kind: ServiceAccount, name: docc, namespace: docc }', ['yes']],
    ['not by one of another namespace', '{ kind: ServiceAccount, name: docc, namespace: other }', []],
    ['not by another account', '{ kind: ServiceAccount, name: other, namespace: docc }', []],
    ['by the group of all accounts of the namespace', '{ kind: Group, name: "system:serviceaccounts:docc" }', ['yes']],
    ['by the group of everybody', '{ kind: Group, name: "system:authenticated" }', ['yes']],
    ['by its name as a user', '{ kind: User, name: "system:serviceaccount:docc:docc" }', ['yes']],
    ['perhaps by a name that files don’t tell', '{ kind: ServiceAccount, name: <var.account>, namespace: docc }', ['maybe']],
  ])('counts %s', (_, subject, answers) => {
    expect(bindingsOf(app('serviceAccountName: docc, ', binding('RoleBinding', subject))).map(({ binds }) => binds)).toEqual(answers);
  });

  it('may be of the whole cluster', () => {
    expect(bindingsOf(app('', binding('ClusterRoleBinding', '{ kind: ServiceAccount, name: default, namespace: docc }')))).toMatchObject([{ scope: 'cluster', binds: 'yes' }]);
  });
});

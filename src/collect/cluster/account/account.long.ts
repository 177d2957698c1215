import { describe, expect, it } from 'vitest';
import { openBeside } from '../beside.ts';
import { changed, clusterHere, deployed, long, set } from '../deployment.fixture.ts';
import { collectAccount } from './run.ts';

const { missing, here } = await clusterHere();

describe.skipIf(missing !== '')(`the account of a running app${missing && ` (${missing})`}`, () => {
  it('of the reference has no token and no rights', async () => {
    await using good = await deployed(here());
    await using beside = await openBeside(good.deployment);
    expect(await collectAccount(good.deployment, beside)).toMatchObject({ status: 'observed', facts: { account: 'docc-sample', token: 'none', rights: { own: [] } } });
    expect(await collectAccount({ ...good.deployment, cluster: { ...here(), onNode: undefined } }, beside)).toMatchObject({ facts: { token: 'hidden' } });
  }, long);

  it('with a token and a role is seen with both', async () => {
    const carrying = changed('Deployment', (object) => set(object, ['spec', 'template', 'spec', 'automountServiceAccountToken'], true));
    await using bad = await deployed(here(), carrying);
    const { deployment } = bad;
    const { api } = deployment.cluster;
    const metadata = { name: 'reader', namespace: deployment.namespace };
    const rbac = 'rbac.authorization.k8s.io';
    await api.apply({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list', 'get'] }] }, { dryRun: false });
    await api.apply({ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata, roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' }, subjects: [{ kind: 'ServiceAccount', name: 'docc-sample', namespace: deployment.namespace }] }, { dryRun: false });
    await using beside = await openBeside(deployment);
    const own = [{ verbs: ['get', 'list'], groups: [''], resources: ['secrets'], names: [] }];
    await expect.poll(async () => await collectAccount(deployment, beside), { timeout: 20_000 }).toMatchObject({ facts: { token: 'carried', rights: { own } } });
  }, long);
});

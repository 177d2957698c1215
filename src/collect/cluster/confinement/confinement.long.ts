import { describe, expect, it } from 'vitest';
import { changed, clusterHere, deployed, long, set } from '../deployment.fixture.ts';
import { collectConfinement } from './run.ts';

const { missing, here } = await clusterHere();

describe.skipIf(missing !== '')(`processes of a running cluster${missing && ` (${missing})`}`, () => {
  it('are seen as confined as they are', async () => {
    await using good = await deployed(here());
    const seen = { kind: 'processes', containers: [{ container: 'server', userId: 65532, capabilities: [], noNewPrivileges: true, seccomp: 'filter', root: 'read-only' }] };
    expect(await collectConfinement(good.deployment)).toMatchObject({ status: 'observed', facts: { seen } });
    expect(await collectConfinement({ ...good.deployment, cluster: { ...here(), onNode: undefined } })).toMatchObject({ facts: { seen: { kind: 'hidden' } } });
  }, long);

  it('are seen as free as they are', async () => {
    const free = { runAsUser: 0, readOnlyRootFilesystem: false, seccompProfile: { type: 'Unconfined' } };
    const change = changed('Deployment', (object) => set(set(object, ['spec', 'template', 'spec', 'securityContext'], {}), ['spec', 'template', 'spec', 'containers', 0, 'securityContext'], free));
    await using bad = await deployed(here(), change);
    const capabilities = expect.arrayContaining(['cap_chown', 'cap_setuid']);
    expect(await collectConfinement(bad.deployment)).toMatchObject({ facts: { seen: { containers: [{ userId: 0, capabilities, noNewPrivileges: false, seccomp: 'none', root: 'writable' }] } } });
  }, long);
});

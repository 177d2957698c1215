import { describe, expect, it } from 'vitest';
import { changed, clusterHere, deployed, long, set } from '../deployment.fixture.ts';
import { collectAdmission } from './run.ts';
import { openBeside } from '../beside.ts';

const { missing, here } = await clusterHere();

describe.skipIf(missing !== '')(`admission by a running cluster${missing && ` (${missing})`}`, () => {
  it('takes the pods of the reference, and tells each thing that it would not take', async () => {
    await using good = await deployed(here());
    await using beside = await openBeside(good.deployment);
    expect(await collectAdmission(good.deployment, beside)).toMatchObject({ status: 'observed', facts: { control: 'enforced', pods: [{ kind: 'admitted', of: { kind: 'Deployment', name: 'docc-sample' } }] } });
    const rootly = changed('Deployment', (object) => set(set(object, ['spec', 'template', 'spec', 'securityContext'], {}), ['spec', 'template', 'spec', 'containers', 0, 'securityContext'], {}));
    const objects = good.deployment.objects.flatMap((object) => rootly(object) ?? []);
    const violations = ['allowPrivilegeEscalation != false', 'unrestricted capabilities', 'runAsNonRoot != true', 'seccompProfile'].map((of) => expect.stringContaining(`${of} (`));
    expect(await collectAdmission({ ...good.deployment, objects }, beside)).toMatchObject({ facts: { control: 'enforced', pods: [{ kind: 'denied', violations }] } });
  }, long);
});

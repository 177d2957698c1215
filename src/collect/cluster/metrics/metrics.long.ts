import { describe, expect, it } from 'vitest';
import { openBeside } from '../beside.ts';
import { changed, clusterHere, deployed, long, set } from '../deployment.fixture.ts';
import { collectMetrics } from './run.ts';

const { missing, here } = await clusterHere();

const annotation = (name: string) => ['spec', 'template', 'metadata', 'annotations', `prometheus.io/${name}`] as const;

describe.skipIf(missing !== '')(`metrics of a running app${missing && ` (${missing})`}`, () => {
  it('of the reference are answered to the scraper that its policy lets in, and nothing stays of that', async () => {
    await using good = await deployed(here());
    await using beside = await openBeside(good.deployment);
    const targets = [{ how: 'pod-annotations', port: 8080, path: '/metrics', answered: 'metrics' }];
    expect(await collectMetrics(good.deployment, beside)).toMatchObject({ status: 'observed', facts: { scraper: { namespace: 'monitoring' }, targets } });
    await expect.poll(async () => (await here().api.list({ apiVersion: 'v1', kind: 'Namespace' })).map(({ metadata }) => metadata.name), { timeout: 60_000 }).not.toContain('monitoring');
  }, long);

  it('behind a policy that lets no scraper in are silent', async () => {
    const closed = changed('NetworkPolicy', (object) => set(object, ['spec', 'ingress', 0, 'from'], [{ podSelector: { matchLabels: { app: 'nobody' } } }]));
    await using bad = await deployed(here(), closed);
    await using beside = await openBeside(bad.deployment);
    expect(await collectMetrics(bad.deployment, beside)).toMatchObject({ facts: { targets: [{ answered: 'silent' }] } });
  }, long);

  it('of another path are something else, and of none declared nothing', async () => {
    await using wrong = await deployed(here(), changed('Deployment', (object) => set(object, annotation('path'), '/healthz')));
    await using beside = await openBeside(wrong.deployment);
    expect(await collectMetrics(wrong.deployment, beside)).toMatchObject({ facts: { targets: [{ answered: 'something-else' }] } });
    const objects = wrong.deployment.objects.map((object) => (object.kind === 'Deployment' ? set(object, annotation('scrape'), 'false') : object));
    expect(await collectMetrics({ ...wrong.deployment, objects }, beside)).toMatchObject({ facts: { targets: [] } });
  }, long);
});

import { createServer, type Server } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { against, controlOf } from './control.ts';
import { type Count, countOf, loadedOf, type Shot } from './count.ts';
import { moments } from './schedule.ts';
import { loaded } from './section.ts';
import { steadyLoad } from './steady.ts';

const first = (seed: number, perSecond: number, many: number): readonly number[] => moments(seed, perSecond).take(many).toArray();

describe('the moments of a load', () => {
  it('are the same for a seed, and keep to the rate whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 100 }), (seed, perSecond) => {
        const many = first(seed, perSecond, 200);
        expect(first(seed, perSecond, 200)).toEqual(many);
        const gaps = many.slice(1).map((at, index) => at - (many[index] ?? 0));
        const mean = 1000 / perSecond;
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(mean * 0.499);
        expect(Math.max(...gaps)).toBeLessThanOrEqual(mean * 1.501);
      }),
    );
  });
  it('differ by seed', () => expect(first(1, 25, 10)).not.toEqual(first(2, 25, 10)));
});

const shot = fc.record({ at: fc.double({ min: 0, max: 100, noNaN: true }), took: fc.double({ min: 0, max: 5, noNaN: true }), failed: fc.constantFrom(undefined, 'refused', 'status 502', 'timeout') });

describe('what a load comes to', () => {
  it('counts each request once, and says nothing was lost where the control lost as many', () => {
    fc.assert(
      fc.property(fc.array(shot, { maxLength: 200 }), fc.nat(50), (shots: readonly Shot[], excused) => {
        const control: Count = { requests: 200, failed: excused };
        const is = loaded.parse(loadedOf(shots, control));
        const { requests, failed, because } = is.measured;
        expect(requests).toBe(shots.length);
        expect(because.reduce((sum, { times }) => sum + times, 0)).toBe(failed);
        expect(is.lost === 'none').toBe(failed <= excused);
        if (is.lost === 'all') expect(failed).toBe(requests);
      }),
    );
  });

  it('tells when and why requests failed, the most frequent reason first', () => {
    const shots = [undefined, 'refused', 'status 502', 'status 502', undefined].map((failed, index) => ({ at: index * 0.51, took: 0.01, failed }));
    expect(loadedOf(shots, { requests: 5, failed: 0 })).toEqual({
      lost: 'some',
      measured: { requests: 5, failed: 3, control: { requests: 5, failed: 0 }, from: 0.5, to: 1.5, because: [{ reason: 'status 502', times: 2 }, { reason: 'refused', times: 1 }] },
    });
  });
});

async function listening(answer: (path: string) => number): Promise<{ readonly asking: Parameters<typeof controlOf>[0]; readonly connections: () => number }> {
  let connections = 0;
  const server: Server = createServer((request, response) => response.writeHead(answer(request.url ?? '')).end());
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { asking: { entry: { host: '127.0.0.1', port }, host: 'app.test', path: 'random', signal: new AbortController().signal }, connections: () => connections };
}

describe('a steady load', () => {
  it('asks on a connection of its own each time, and takes errors for failures', async () => {
    let asked = 0;
    const { asking, connections } = await listening(() => ((asked += 1) % 2 === 0 ? 502 : 200));
    const control = controlOf(asking);
    await control.lengthen(20);
    const { requests, failed } = control.count(1_000);
    expect(requests).toBeGreaterThanOrEqual(20);
    expect(connections()).toBe(requests);
    expect(failed).toBe(Math.floor(requests / 2));
  });

  it('is over when nobody wants it any more', async () => {
    const { asking } = await listening(() => 200);
    const ended = AbortSignal.abort();
    expect(await steadyLoad({ ...asking, signal: ended }, { perSecond: 25, seed: 1 }).end()).toEqual([]);
  });

  it('makes the control longer only where that can excuse a failure', async () => {
    const { asking } = await listening(() => 200);
    const control = controlOf(asking);
    await control.lengthen(5);
    const short = control.count(1_000).requests;
    const fine = Array.from({ length: 30 }, () => ({ at: 0, took: 0, failed: undefined }));
    await against(control, fine);
    expect(control.count(1_000).requests).toBe(short);
    expect((await against(control, [...fine, { at: 1, took: 0, failed: 'reset' }])).lost).toBe('some');
    expect(control.count(1_000).requests).toBeGreaterThanOrEqual(31);
    expect(countOf(fine)).toEqual({ requests: 30, failed: 0 });
  });
});

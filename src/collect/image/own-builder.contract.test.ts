import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Docker, dockerPort } from '../../tools/docker.ts';
import { buildLimits } from '../../tools/docker-build.ts';
import { type Builder, openBuilder } from '../../tools/docker-builder.ts';
import { type TemporaryFolder, temporaryFolder } from '../../tools/temporary.ts';
import { collectBuild } from './build/collect.ts';
import { imageBuild } from './build/section.ts';

/** Made without a registry: the files of an image that this machine has. */
const busybox = 'busybox:stable';
const { signal } = new AbortController();
const opened = await dockerPort(process.env, signal, []).open();
const missing = opened.kind !== 'open' ? 'no Docker here' : spawnSync('docker', ['image', 'inspect', busybox]).status === 0 ? '' : `no ${busybox} here`;

const isPrivate = /^(?:10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []).flatMap(({ family, address }) => (family === 'IPv4' ? [address] : []));

describe.skipIf(missing !== '')(`a builder of docc's own${missing && ` (skipped: ${missing})`}`, () => {
  const made = new AsyncDisposableStack();
  let docker: Docker;
  let builder: Builder & { readonly kind: 'buildx' };
  let folder: TemporaryFolder;
  let system: Buffer;

  beforeAll(async () => {
    folder = made.use(await temporaryFolder('test'));
    await mkdir(join(folder.path, 'buildx'));
    const env = { ...process.env, BUILDX_CONFIG: join(folder.path, 'buildx'), DOCC_BUILDER: '' };
    const own = await dockerPort(env, signal, []).open();
    if (own.kind !== 'open') throw new Error('Docker was open a moment ago');
    docker = own.docker;
    const building = await openBuilder(docker, env);
    if (building.kind === 'fault' || building.builder.kind !== 'buildx') throw new Error(JSON.stringify(building));
    builder = building.builder;
    made.defer(builder.dispose);
    const made1 = spawnSync('docker', ['create', busybox], { encoding: 'utf8' }).stdout.trim();
    system = spawnSync('docker', ['export', made1], { maxBuffer: 64 * 1024 ** 2 }).stdout;
    spawnSync('docker', ['rm', made1]);
  }, 60_000);
  afterAll(() => made.disposeAsync());

  const seen = async (step: string, by = builder) => {
    const files = [{ path: 'Dockerfile', bytes: Buffer.from(`FROM scratch\nADD system.tar /\nRUN ${step}\n`), executable: false }, { path: 'system.tar', bytes: system, executable: false }];
    const recipe = { identity: 'sha256:tests', files, dockerfile: 'Dockerfile', context: '.', target: undefined, buildArgs: [] };
    return (await collectBuild({ docker, builder: by, baseImages: [], substitutes: [], cache: undefined, folder: folder.path, tell: () => undefined }, recipe)).observation;
  };
  const built = async (step: string, by = builder) => {
    const observation = await seen(step, by);
    if (observation.status !== 'observed') throw new Error(JSON.stringify(observation));
    return imageBuild.schema.parse(observation.facts);
  };

  it('lets a step that has a network reach public addresses alone', async (context) => {
    const [near, far] = [addresses.find((address) => address.startsWith('172.')), addresses.find((address) => !isPrivate.test(address))];
    if (near === undefined || far === undefined) return context.skip('this machine has no address of both kinds');
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.host?.split(':')[0]);
      response.end('hello');
    }).listen(0, '0.0.0.0');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const facts = await built(`wget -T 5 -qO- http://${far}:${port}/ && ! wget -T 5 -qO- http://${near}:${port}/ && ! wget -T 5 -qO- http://169.254.169.254/`);
    expect(facts).toMatchObject({ withoutNetwork: { kind: 'failed', because: 'step' }, withNetwork: { kind: 'built' } });
    expect(asked).toEqual([far]);
  }, 300_000);

  it('ends a step that writes a file larger than any image', async () => {
    expect(await built('truncate -s 3G /large')).toMatchObject({ withoutNetwork: { kind: 'failed', because: 'output', limit: '2 GiB in one file', line: 3 } });
    expect(await built('dd if=/dev/zero of=/large bs=1M count=2300')).toMatchObject({ withoutNetwork: { kind: 'failed', because: 'output', line: 3 } });
    expect(await built('truncate -s 1G /large && rm /large')).toMatchObject({ withoutNetwork: { kind: 'built' } });
  }, 300_000);

  it('takes a full disk for its own machine’s, and the word of a step for nothing', async () => {
    const complaining = "echo 'cp: write error: No space left on device' >&2; exit 1";
    expect(await builder.room()).toBeGreaterThan(1024 ** 3);
    expect(await built(complaining)).toMatchObject({ withoutNetwork: { kind: 'failed', because: 'step', exitCode: 1 } });
    expect(await seen(complaining, { ...builder, room: async () => 4096 })).toMatchObject({ status: 'fault', fault: { message: expect.stringContaining('no room') } });
    expect(await built('exit 1', { ...builder, room: async () => 4096 })).toMatchObject({ withoutNetwork: { kind: 'failed', because: 'step' } });
  }, 300_000);

  it('counts what it holds, and ends a build that fills it', async () => {
    const before = (await builder.held?.()) ?? 0;
    await built('head -c 20000000 /dev/urandom > /twenty');
    expect((await builder.held?.()) ?? 0).toBeGreaterThan(before + 20_000_000);
    const full = { ...builder, held: async () => buildLimits.builderBytes + 1 };
    expect(await built('sleep 120', full)).toMatchObject({ withoutNetwork: { kind: 'failed', because: 'output', limit: '12 GiB written by steps' } });
  }, 300_000);
});

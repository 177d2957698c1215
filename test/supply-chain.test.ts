import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { excused, goModules, type Licensed, npmPackages, permissive } from '../scripts/licences.ts';
import { home } from '../src/cli/version.ts';

const text = (path: string): Promise<string> => readFile(join(home, path), 'utf8');
const exact = /^\d+\.\d+\.\d+$/;

const manifest = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()), allowScripts: z.record(z.string(), z.boolean()) });
const lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional(), resolved: z.string().optional(), hasInstallScript: z.boolean().optional() })) });

const packageJson = manifest.parse(JSON.parse(await text('package.json')));
const packages = Object.entries(lock.parse(JSON.parse(await text('package-lock.json'))).packages).filter(([path]) => path !== '');

describe('npm packages', () => {
  it('are named by exact versions', () => {
    const loose = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies }).filter(([, version]) => !exact.test(version));
    expect(loose).toEqual([]);
  });

  it('are locked by a sum, and come from no repository and no address of their own', () => {
    expect(packages.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('run nothing when they are installed, but for those that are let', () => {
    const running = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(running.filter((name) => packageJson.allowScripts[name] !== true)).toEqual([]);
  });
});

describe('licences', () => {
  const asksMore = ({ name, licence }: Licensed): boolean => !permissive.has(licence) && !excused.has(name);
  const told = ({ name, version, licence }: Licensed): string => `${name} ${version} is under ${licence}: take another package, or say in scripts/licences.ts why its licence binds nobody who uses docc`;

  it('of npm packages ask for no more than to be named', async () => {
    const all = await npmPackages();
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter(asksMore).map(told)).toEqual([]);
  });

  it('of what is compiled into hcl.wasm are known, and bind that alone', async () => {
    const all = await goModules();
    expect(all.map(({ name }) => name)).toContain('github.com/hashicorp/hcl/v2');
    expect(all.filter(asksMore).map(told)).toEqual([]);
    expect([...excused.keys()].filter((name) => all.every((each) => each.name !== name))).toEqual([]);
  });

  it.each(['GPL-3.0-only', 'AGPL-3.0-or-later', 'SSPL-1.0', 'MPL-2.0', 'UNLICENSED', '(MIT OR GPL-2.0-only)', 'none that its package.json names'])('%s would be refused', (licence) => {
    expect(asksMore({ name: 'made-up', version: '1.0.0', licence })).toBe(true);
  });
});

describe('images', () => {
  /** What docc has others pull; the candidate's are the candidate's. */
  const image = /['"`]((?:docker\.io|gcr\.io|ghcr\.io|quay\.io|registry\.k8s\.io|kindest|public\.ecr\.aws)\/[\w./-]+:[\w.-]+(?:@sha256:[0-9a-f]{64})?)['"`]/g;

  it('of ours are named by their digests', async () => {
    const paths = (await Array.fromAsync(glob('{src,actions}/**/*.ts', { cwd: home }))).filter((path) => !/\.(?:test|fixture|long)\.ts$/.test(path));
    const named = await Promise.all(paths.map(async (path) => [...(await text(path)).matchAll(image)].map(([, name = '']) => ({ path, name }))));
    expect(named.flat().map(({ name }) => name.split(':')[0])).toEqual(expect.arrayContaining(['kindest/node', 'registry.k8s.io/metrics-server/metrics-server']));
    expect(named.flat().filter(({ name }) => !name.includes('@sha256:'))).toEqual([]);
  });
});

describe('a release', () => {
  const workflow = z.object({ jobs: z.record(z.string(), z.object({ steps: z.array(z.object({ run: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() })).default([]) })) });

  it('brings a bill of materials, under the sums that are attested', async () => {
    const { jobs } = workflow.parse(parse(await text('.github/workflows/release.yml')));
    const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split('\n').map((line) => line.trim())));
    expect(lines.find((line) => line.startsWith('npm sbom'))).toMatch(/--sbom-format cyclonedx\b.*--omit dev\b.*> docc\.cdx\.json$/);
    expect(lines.find((line) => line.startsWith('sha256sum dist.tgz'))).toContain('docc.cdx.json');
    expect(lines.find((line) => line.startsWith('gh release create'))).toContain('docc.cdx.json');
  });

  it('is made of packages of which no known vulnerability is told', async () => {
    const { jobs } = workflow.parse(parse(await text('.github/workflows/release.yml')));
    expect(Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run))).toContain('npm audit --omit dev --audit-level low');
  });
});

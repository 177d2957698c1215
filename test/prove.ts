import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, type TestContext } from 'vitest';
import { loadChallenge } from '../src/catalogue/challenge.ts';
import { type Heal, readExamples } from '../src/catalogue/examples.ts';
import { challengePath } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { type App, dockerfile } from '../src/collect/dockerfile/section.ts';
import type { Record } from '../src/collect/record.ts';
import { collectSource } from '../src/collect/source.ts';
import { type Observation, observed } from '../src/evidence/observation.ts';
import type { Check } from '../src/grade/check.ts';
import type { Judgement } from '../src/grade/judgement.ts';
import type { HadolintPort } from '../src/tools/hadolint.ts';
import type { HclPort } from '../src/tools/hcl.ts';
import { portsOf } from './collect.ts';
import { edited, type Files, healed } from './mutant.ts';
import { hostilely, hostileNames } from './hostile-paths.ts';
import { laidOver, recordedFacts, type Said } from './recorded.ts';
import { enters, isShell, reproduced, withoutDocker } from './reproduction.ts';
import { submissionOf } from './submission.ts';

/** What a candidate begins with: the files that examples don't repeat. */
const given = ['assets/sample/go.mod', 'assets/sample/server.go', 'assets/sample/server_test.go'];

const { challenge } = await loadChallenge(challengePath('docc', home));

/** Proves a check by `<id>.examples.yml` beside its test: each is collected and judged as a submission would be. */
export async function prove(test: string, check: Check): Promise<void> {
  const checks = dirname(fileURLToPath(test));
  const examples = await readExamples(checks, check.id);
  it('is proved where it stands', () => expect(basename(fileURLToPath(test))).toBe(`${check.id}.test.ts`));
  describe.each(examples.good)('passes: $title', (good) => {
    it('passes', async (context) => expect(await judged(check, good, context)).toMatchObject({ verdict: 'pass', observed: expect.stringMatching(/\S/) }));
  });
  describe.each(examples.bad)('fails: $title', (bad) => {
    failing(check, bad);
  });
  describe.each(examples.unresolved)('leaves open: $title', (open) => {
    it('says what files cannot tell', async (context) => expect(await judged(check, open, context)).toMatchObject({ verdict: 'unresolved', reason: open.reason }));
  });
}

type Example = { readonly files: Files; readonly facts: Said };
type Bad = Example & { readonly observed: string; readonly at?: string | undefined; readonly heal: readonly Heal[] };

/** What comes of an image is taken from a record, and nothing is built. */
const ofImages = (check: Check): boolean => Object.values(check.needs).some(({ tier }) => tier !== 'source');

function failing(check: Check, { files, facts, observed, at, heal }: Bad): void {
  let looked: Promise<Seen> | undefined;
  const judgedOnce = async (context: TestContext): Promise<Judgement> => judgedBy(check, await (looked ??= collected(check, { files, facts })), context);

  it('says what it saw, and where', async (context) => {
    const judgement = await judgedOnce(context);
    expect(judgement).toMatchObject({ verdict: 'fail', observed });
    expect(placeIn(judgement)).toBe(at);
  });

  it('tells a fix and a command that fails till then', async (context) => {
    const judgement = failureOf(await judgedOnce(context));
    expect(judgement.expected).toMatch(/\S/);
    expect(judgement.fix).toMatch(/`[^`]+`/);
    // An example has no image that it could fail on: the mutants have.
    if (ofImages(check)) return expect(await isShell(judgement.reproduce)).toBe(true);
    const run = await reproduced(judgement.reproduce, await whole(files));
    if (run.kind === 'not-here') return context.skip(run.reason);
    expect(run.code, `${judgement.reproduce}\n${run.said}`).not.toBe(0);
  });

  it('is mended by what its fix says, and its command succeeds then', async (context) => {
    const { edits, reproduce } = failureOf(await judgedOnce(context));
    // A fix that a person follows is proven where its example tells the heal, and by the check's mutant.
    if (edits === undefined && heal.length === 0) return;
    const all = await whole(files);
    const mended = edits === undefined ? healed(all, heal) : edited(all, edits);
    expect(await judged(check, { files: mended, facts }, context)).toMatchObject({ verdict: 'pass' });
    const run = await reproduced(reproduce, mended);
    if (run.kind === 'ran') expect(run.code, `${reproduce}\n${run.said}`).toBe(0);
  });

  it.for(hostileNames)('puts nothing of a candidate into a shell: %j', async (name, context) => {
    const hostile = hostilely(name, await whole(files));
    const judgement = await judged(check, { files: hostile, facts }, context);
    if (judgement.verdict !== 'fail') return;
    const command = ofImages(check) ? withoutDocker(judgement.reproduce) : judgement.reproduce;
    expect(await enters(command, hostile), judgement.reproduce).toBe(false);
  });
}

const placeIn = (judgement: Judgement): string | undefined => {
  if (judgement.verdict !== 'fail' || judgement.at === undefined) return undefined;
  return `${judgement.at.path}${judgement.at.line === undefined ? '' : `:${judgement.at.line}`}`;
};

function failureOf(judgement: Judgement): Extract<Judgement, { verdict: 'fail' }> {
  if (judgement.verdict !== 'fail') throw new Error(`it did not fail: ${JSON.stringify(judgement)}`);
  return judgement;
}

let template: Promise<Files> | undefined;

async function whole(files: Files): Promise<Files> {
  template ??= Promise.all(given.map(async (path) => [path, await readFile(join(home, 'template-repo', path), 'utf8')] as const)).then(Object.fromEntries);
  return { ...(await template), ...files };
}

const judged = async (check: Check, example: Example, context: TestContext): Promise<Judgement> => judgedBy(check, await collected(check, example), context);

function judgedBy(check: Check, observations: Seen, context: TestContext): Judgement {
  const facts: { [name: string]: unknown } = {};
  for (const [name, definition] of Object.entries(check.needs)) {
    const observation = observations.get(definition.id);
    if (observation?.status === 'not-exercised') context.skip(observation.absence.reason);
    if (observation?.status !== 'observed') throw new Error(`${definition.id}: ${JSON.stringify(observation)}`);
    facts[name] = definition.schema.parse(observation.facts);
  }
  return check.judge(facts, challenge.settings, '2026-11-01');
}

const noHadolint: HadolintPort = {
  open: async () => ({ kind: 'absent', absence: { reason: 'this check needs no lint', remedy: 'none' } }),
};
const noHcl: HclPort = { read: async () => ({ kind: 'fault', fault: { message: 'this check needs no Terraform', repair: 'none' } }) };

const { signal } = new AbortController();
const ports = portsOf(signal);

type Seen = ReadonlyMap<string, Observation<unknown>>;

/** By the real collectors; hadolint and hcl.wasm are run only for checks that read what they say. */
async function collected(check: Check, { files, facts }: Example): Promise<Seen> {
  const seen = new Map<string, Observation<unknown>>();
  const record: Record = async (section, collect) => {
    const observation = await collect(() => undefined);
    seen.set(section.id, observation);
    return observation;
  };
  const wanted = new Set(Object.values(check.needs).map(({ id }) => id));
  const needs = (...sections: readonly string[]): boolean => sections.some((section) => wanted.has(section));
  // What a chart is deployed with may stand in Terraform.
  const hcl = needs('terraform', 'chart', 'manifests') ? ports.hcl : noHcl;
  const programs = { ...ports, hadolint: needs('lint') ? ports.hadolint : noHadolint, hcl };
  await collectSource(submissionOf(await whole(files)), programs, record, async () => wanted);
  const { app } = dockerfile.schema.parse(observedIn(seen, dockerfile.id));
  for (const { id, tier } of Object.values(check.needs)) {
    if (tier === 'cluster' || tier === 'cloud') seen.set(id, observed(laidOver(recordedFacts(id), facts[id] ?? {})));
    else if (tier !== 'source' && app !== undefined) seen.set(id, observed(laidOver(recordedOf(id, app), facts[id] ?? {})));
  }
  return seen;
}

const observedIn = (seen: Seen, id: string): unknown => {
  const observation = seen.get(id);
  return observation?.status === 'observed' ? observation.facts : undefined;
};

/** The record is of another submission: what its app's Dockerfile is called, this one says. */
function recordedOf(id: string, { path, context, target, buildArgs }: App): unknown {
  const told = buildArgs.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
  const built = { context, buildArgs: told, ...(target !== undefined && { target }) };
  return laidOver(recordedFacts(id), { dockerfile: path, ...(id === 'image.build' && built) });
}

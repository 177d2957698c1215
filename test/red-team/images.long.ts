import { afterAll, describe, expect, it } from 'vitest';
import { imageBuild } from '../../src/collect/image/build/section.ts';
import { imageSections } from '../../src/collect/image/sections.ts';
import { type Evidence, observationOf } from '../../src/evidence/evidence.ts';
import { temporaryFolder } from '../../src/tools/temporary.ts';
import { imageTier } from '../image-tier.ts';
import { submissionOf } from '../submission.ts';
import { canaryIn, foundIn, listening } from './canary.ts';
import { imageCases } from './images.ts';
import { expectQuiet, pagesOf } from './pages.ts';
import { reportOn } from './submissions.ts';

const home = await temporaryFolder('red-team');
const listener = await listening('0.0.0.0');
const canary = await canaryIn(home.path, listener.address);
// In the environment of whoever grades: docker and the builder are its children. Its home and its proxies stay as they are, or Docker itself would not be found.
const { HOME: _home, HTTP_PROXY: _http, HTTPS_PROXY: _https, ALL_PROXY: _all, KUBECONFIG: _kubeconfig, ...told } = canary.env;
Object.assign(process.env, told);

const tier = await imageTier();
const missing = tier.kind === 'not-here' ? tier.reason : '';
const cases = imageCases(Number(listener.address.split(':')[1]));
// The ten minutes of a build, without a network and with one.
const patience = { timeout: 25 * 60_000 };
/** What meets a limit of minutes or gigabytes is tried only where somebody has the time. */
const isPatient = process.env['DOCC_TEST_PATIENT'] !== undefined;

afterAll(async () => {
  if (tier.kind === 'here') await tier.dispose();
  await listener[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

const server = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n';

async function builtBy(dockerfile: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Evidence> {
  if (tier.kind === 'not-here') throw new Error(tier.reason);
  return await tier.evidenceOf(submissionOf({ Dockerfile: `${dockerfile.join('\n')}\n`, 'server.go': server, ...files }));
}

function factsOf(evidence: Evidence) {
  const seen = observationOf(evidence, imageBuild);
  if (seen.status !== 'observed') throw new Error(JSON.stringify(seen));
  return seen.facts;
}

describe.skipIf(tier.kind === 'not-here')(`builds and images${missing && ` (skipped: ${missing})`}`, () => {
  for (const { id, tried, must, dockerfile, files, built, patient, twin } of cases) {
    const isSkipped = patient === true && !isPatient;

    it.skipIf(isSkipped)(`${id}: ${tried} is ${must}`, patience, async () => {
      const evidence = await builtBy(dockerfile, files);
      const { withoutNetwork, withNetwork } = factsOf(evidence);
      expect({ withoutNetwork, withNetwork }).toMatchObject({ withoutNetwork: built.withoutNetwork, ...(built.withNetwork && { withNetwork: built.withNetwork }) });
      const faults = Object.entries(evidence.bundle.sections).filter(([id, { status }]) => imageSections.has(id) && status === 'fault');
      expect(faults).toEqual([]);
      const report = reportOn(evidence);
      expectQuiet(report);
      expect(listener.heard).toEqual([]);
      expect(foundIn(canary.word, { ...pagesOf(report), evidence: JSON.stringify([evidence.bundle, ...evidence.facts]) })).toEqual([]);
    });

    it.skipIf(isSkipped)(`${id} twin: ${twin.is}`, async () => expect(factsOf(await builtBy(twin.dockerfile)).withoutNetwork).toMatchObject({ kind: 'built' }));
  }
});

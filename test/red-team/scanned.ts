import { expect } from 'vitest';
import { imageBuild } from '../../src/collect/image/build/section.ts';
import { imageLayout, type ImageLayoutFacts } from '../../src/collect/image/layout/section.ts';
import { scan } from '../../src/collect/scan/section.ts';
import type { Judgement } from '../../src/grade/judgement.ts';
import { laidOver, recordedFacts } from '../recorded.ts';
import type { ActedCase } from './case.ts';
import { rubric } from './submissions.ts';

/** What the check on known vulnerabilities says of the reference's image, had Trivy read no more than this of it, and were its databases of packages these. */
function scannedAs(scanned: readonly object[], databases: ImageLayoutFacts['databases'] = { there: 1, gone: [], unlisted: false }): Judgement {
  const found = rubric.order.find(({ id }) => id === 'image-has-no-known-vulnerabilities');
  if (found?.kind !== 'built') throw new Error('there is no check on known vulnerabilities');
  const dockerfile = { files: [{ path: 'Dockerfile', lines: 1, escape: '\\', globals: [], stages: [{ line: 1, endLine: 1, base: { kind: 'scratch' }, instructions: [] }], problems: [] }], app: { path: 'Dockerfile', context: '.' } };
  const layout = imageLayout.schema.parse(laidOver(recordedFacts(imageLayout.id), { databases }));
  const facts = { build: imageBuild.schema.parse(recordedFacts(imageBuild.id)), layout, scan: scan.schema.parse(laidOver(recordedFacts(scan.id), { scanned, vulnerabilities: [], counts: { severeFixable: 0, severe: 0, all: 0 } })), dockerfile };
  return found.check.judge(facts, rubric.challenge.settings, '2026-11-01');
}

const server = { target: 'docc-sample', type: 'gobinary', packages: 1 };
const none = { there: 0, gone: [], unlisted: false };

export const scanned: readonly ActedCase[] = [
  {
    id: 'D10',
    tried: 'an image of which a scanner reads nothing, or nothing of the server: its package database deleted, its program packed',
    must: 'refused',
    attack: () => {
      for (const seen of [[], [{ target: 'debian 13', type: 'debian', packages: 80 }]]) expect(scannedAs(seen)).toMatchObject({ verdict: 'fail', observed: expect.stringMatching(/nothing in it can be scanned|of no Go program/), fix: expect.stringMatching(/\S/) });
    },
    twin: { is: 'an image without packages, whose program can be read', holds: () => expect(scannedAs([server], none)).toMatchObject({ verdict: 'pass' }) },
  },
  {
    id: 'D10',
    tried: 'a server that can be read, among packages whose database a layer deletes, or that were copied without it',
    must: 'refused',
    attack: () => {
      for (const databases of [{ ...none, gone: ['/var/lib/dpkg/status'] }, { ...none, there: 3, gone: ['/var/lib/dpkg/status.d/openssl'] }, { ...none, unlisted: true }])
        expect(scannedAs([server], databases)).toMatchObject({ verdict: 'fail', observed: expect.stringMatching(/takes `.+` away|no list of its packages/), fix: expect.stringMatching(/\S/) });
    },
    twin: { is: 'a distribution with its database', holds: () => expect(scannedAs([server, { target: 'debian 13', type: 'debian', packages: 80 }])).toMatchObject({ verdict: 'pass' }) },
  },
];

import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExamples } from '../../src/catalogue/examples.ts';
import { checkFiles } from '../../src/catalogue/find.ts';
import { collectDockerfile } from '../../src/collect/dockerfile/collect.ts';
import { collectTree } from '../../src/collect/tree/collect.ts';
import { collectWorkflow } from '../../src/collect/workflow/collect.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import type { Check } from '../../src/grade/check.ts';
import type { Judgement } from '../../src/grade/judgement.ts';
import { submissionOf } from '../../test/submission.ts';

const folder = new URL('.', import.meta.url).pathname;
const settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [{ path: 'server.go', sha256: '0'.repeat(64) }] };

async function load(file: string): Promise<Check> {
  const loaded: { readonly default: Check } = await import(`${folder}checks/${file}`);
  return loaded.default;
}

const checks = await Promise.all((await checkFiles(folder)).map(load));
const examples = (await readdir(`${folder}checks`)).filter((name) => name.endsWith('.examples.yml'));
const files = (await Promise.all(examples.map((name) => readExamples(`${folder}checks`, name.replace('.examples.yml', ''))))).flatMap(({ good, bad }) =>
  [...good, ...bad].flatMap((example) => Object.entries(example.files)),
);

const linesOf = (pattern: RegExp): readonly string[] => [...new Set(files.filter(([path]) => pattern.test(path)).flatMap(([, text]) => text.split('\n')))];
const dockerfileLines = linesOf(/(Docker|Container)file$/);
const workflows = files.filter(([path]) => path.startsWith('.github/workflows/')).map(([, text]) => text);

const factsOf = <Facts>(observation: Observation<Facts>): Facts => {
  if (observation.status !== 'observed') throw new Error(observation.status);
  return observation.facts;
};

/** Every judgement of checks that read files only, and no lint; those that come after the root only where that one passes. */
function judgeAll(texts: Readonly<Record<string, string>>): readonly Judgement[] {
  const submission = submissionOf({ 'server.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n', ...texts });
  const tree = factsOf(collectTree(submission));
  const workflow = factsOf(collectWorkflow(submission));
  const dockerfile = factsOf(collectDockerfile(submission, workflow, tree.suspects));
  const judge = (check: Check): Judgement => check.judge({ tree, workflow, dockerfile }, settings, '2026-11-01');
  const root = checks.filter(({ after }) => after.length === 0).map(judge);
  const others = checks.filter(({ after, needs }) => after.length > 0 && Object.values(needs).every(({ tier, id }) => tier === 'source' && id !== 'lint'));
  return [...root, ...(root.every(({ verdict }) => verdict === 'pass') ? others.map(judge) : [])];
}

function expectSound(judgement: Judgement): void {
  if (judgement.verdict !== 'fail') return;
  expect(judgement.fix.length + judgement.observed.length + judgement.reproduce.length).toBeLessThan(64 * 1024);
  expect(judgement.reproduce).toMatch(/^[^\n\p{Cc}]+$/u);
}

test('no Dockerfile breaks a check', () => {
  const strange = fc.oneof(fc.constantFrom(...dockerfileLines), fc.constantFrom(...dockerfileLines), fc.string({ unit: 'binary', maxLength: 40 }));
  const text = fc.array(strange, { maxLength: 30 }).map((lines) => `FROM golang AS build\nCOPY server.go .\nRUN go build -o /x .\n${lines.join('\n')}`);
  fc.assert(fc.property(text, (Dockerfile) => judgeAll({ Dockerfile }).forEach(expectSound)), { numRuns: 300 });
});

test('no workflow breaks a check', () => {
  const Dockerfile = 'FROM golang:1.26\nCOPY . .\nRUN go build -o /x .\nENTRYPOINT ["/x"]\n';
  const words = fc.constantFrom('${{', '}}', '$(', ')', '"', "'", '|', '&&', '\\', '<<E', 'secrets.X', 'docker push domain/docc-sample', 'docker login -p x', '\0', '\u2066', '$');
  const change = fc.record({ at: fc.nat(), with: fc.array(words, { maxLength: 6 }).map((all) => all.join(' ')) });
  const workflow = fc.tuple(fc.constantFrom(...workflows), fc.array(change, { maxLength: 4 })).map(([text, changes]) =>
    changes.reduce((now, { at, with: put }) => now.slice(0, at % now.length) + put + now.slice(at % now.length), text),
  );
  fc.assert(fc.property(workflow, (text) => judgeAll({ Dockerfile, '.github/workflows/a.yml': text }).forEach(expectSound)), { numRuns: 500 });
});

test('what is there a thousand times is told a few times', () => {
  const copies = Array.from({ length: 900 }, (_, index) => `COPY --from=registry.example.org/image${index} /a /a`).join('\n');
  const Dockerfile = `FROM golang AS build\nCOPY server.go .\nRUN go build -o /x .\n${copies}\n`;
  const steps = Array.from({ length: 300 }, (_, index) => `      - uses: owner/action${index}@v1\n`).join('');
  const workflow = `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps}`;
  judgeAll({ Dockerfile, '.github/workflows/a.yml': workflow }).forEach(expectSound);
});

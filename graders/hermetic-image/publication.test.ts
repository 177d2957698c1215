import { describe, expect, it, test } from 'vitest';
import { collectWorkflow } from '../../src/collect/workflow/collect.ts';
import type { WorkflowFacts } from '../../src/collect/workflow/section.ts';
import { submissionOf } from '../../test/submission.ts';
import { attestationOf } from './attestations.ts';
import { credentialsOf } from './credentials.ts';
import { recordsDigest } from './digest-record.ts';
import { publishing } from './publication.ts';

const settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };

function factsOf(files: Readonly<Record<string, string>>): WorkflowFacts {
  const observation = collectWorkflow(submissionOf(files));
  if (observation.status !== 'observed') throw new Error(observation.status);
  return observation.facts;
}

const indented = (text: string): string => text.split('\n').map((line) => `          ${line}`).join('\n');

/** A workflow with one job that runs a script. */
const scripted = (script: string, on = 'push'): string =>
  `on: ${on}\njobs:\n  job:\n    runs-on: ubuntu-24.04\n    env:\n      IMAGE: domain/docc-sample\n    steps:\n      - run: |\n${indented(script)}\n`;

const ofScript = (script: string) => publishing(factsOf({ '.github/workflows/a.yml': scripted(script) }), settings);

function kindOf({ asked, unclear, other, idle }: ReturnType<typeof publishing>): string {
  if (asked.length > 0) return 'asked';
  if (unclear.length > 0) return 'unclear';
  if (other.length > 0) return 'other';
  return idle.length > 0 ? 'idle' : 'none';
}

describe('what a script pushes', () => {
  it.each([
    ['docker push "$IMAGE"', 'asked'],
    ['sudo -E docker image push $IMAGE:1', 'asked'],
    ['docker push --quiet "${IMAGE}:${GITHUB_SHA}"', 'asked'],
    ['docker --config folder push $IMAGE', 'asked'],
    ['for tag in 1 2; do docker push "$IMAGE:$tag"; done', 'asked'],
    ['if [ "$GITHUB_REF_TYPE" = tag ]; then docker push $IMAGE; fi', 'asked'],
    ["bash -c 'docker push domain/docc-sample'", 'asked'],
    ['timeout 5m docker push $IMAGE', 'asked'],
    ['docker buildx build -t $IMAGE:1 --push .', 'asked'],
    ['docker buildx build -t $IMAGE:1 --output type=registry .', 'asked'],
    ['docker buildx build --output "type=image,name=$IMAGE,push=true" .', 'asked'],
    ['docker buildx build -t $IMAGE:1 --load .', 'idle'],
    ['docker buildx build -t $IMAGE:1 --push=false .', 'idle'],
    ['args=(--push -t $IMAGE)\ndocker buildx build "${args[@]}" .', 'unclear'],
    ['docker build -t x . && podman push x docker://docker.io/$IMAGE', 'asked'],
    ['buildah push img docker://$IMAGE:1', 'asked'],
    ['crane push image.tar $IMAGE:1', 'asked'],
    ['crane copy other/image $IMAGE:1', 'asked'],
    ['skopeo copy --all oci:./layout docker://$IMAGE:1', 'asked'],
    ['regctl image import $IMAGE:1 image.tar', 'asked'],
    ['docker buildx imagetools create -t $IMAGE:1 $IMAGE@sha256:1', 'asked'],
    ['/kaniko/executor --context . --destination $IMAGE:1', 'asked'],
    ['KO_DOCKER_REPO=$IMAGE ko build --bare .', 'asked'],
    ['KO_DOCKER_REPO=domain ko build -B .', 'unclear'],
    ['KO_DOCKER_REPO=$IMAGE ko build --bare --push=false .', 'none'],
    ['docker buildx bake --push', 'unclear'],
    ['docker compose push', 'unclear'],
    ['make release', 'unclear'],
    ['make test', 'none'],
    ['./scripts/publish.sh', 'unclear'],
    ['./scripts/test.sh', 'none'],
    ['docker push', 'other'],
    ['docker pull $IMAGE', 'none'],
    ['git push origin main', 'none'],
    ['echo docker push $IMAGE', 'none'],
    ['false && docker push somebody/else; docker push $IMAGE', 'asked'],
  ])('%s: %s', (script, kind) => expect(kindOf(ofScript(script))).toBe(kind));
});

describe('what a login is worth', () => {
  const safety = (steps: string, extra = '') => {
    const text = `on: push\n${extra}jobs:\n  job:\n    runs-on: ubuntu-24.04\n    steps:\n${steps}\n      - run: docker push domain/docc-sample\n`;
    const [first] = publishing(factsOf({ '.github/workflows/a.yml': text }), settings).asked;
    return first === undefined ? 'none' : credentialsOf(first).kind;
  };
  const run = (script: string): string => `      - run: |\n${indented(script)}`;
  it.each([
    [run('echo "${{ secrets.TOKEN }}" | docker login -u x --password-stdin'), 'safe'],
    [run('docker login -u x --password-stdin <<< "${{ secrets.TOKEN }}"'), 'safe'],
    [run('docker login -u x -p hunter22'), 'unsafe'],
    [run('echo hunter22 | docker login -u x --password-stdin'), 'unsafe'],
    [run('cat token | docker login -u x --password-stdin'), 'unclear'],
    [run('docker login ghcr.io -u x -p "${{ secrets.TOKEN }}"'), 'unsafe'],
    [run('crane auth login index.docker.io -u x -p "${{ secrets.TOKEN }}"'), 'safe'],
    ['      - uses: actions/checkout@v7\n        with:\n          token: ${{ secrets.TOKEN }}', 'unsafe'],
    ['      - uses: example/registry-login@v1', 'unclear'],
    ['      - uses: docker/login-action@v4\n        with:\n          username: x\n          password: ${{ steps.vault.outputs.token }}', 'safe'],
    ['      - uses: docker/login-action@v4\n        with:\n          username: x\n          password: ${{ secrets.TOKEN }}', 'safe'],
    ['      - uses: docker/login-action@v4\n        with:\n          username: x', 'unclear'],
  ])('%s: %s', (steps, kind) => expect(safety(steps)).toBe(kind));
});

test('a secret that a caller types in is typed in', () => {
  const facts = factsOf({
    '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets:\n      TOKEN: hunter22\n',
    '.github/workflows/b.yml':
      'on: workflow_call\njobs:\n  b:\n    runs-on: x\n    steps:\n      - uses: docker/login-action@v4\n        with:\n          password: ${{ secrets.Token }}\n      - run: docker push domain/docc-sample\n',
  });
  const [push] = publishing(facts, settings).asked;
  expect(push && credentialsOf(push).kind).toBe('unsafe');
});

describe('whether a digest is kept', () => {
  it.each([
    ['docker push $IMAGE', false],
    ['docker push $IMAGE\ncrane digest $IMAGE', false],
    ['docker push $IMAGE\ncrane digest $IMAGE > digest.txt', true],
    ['docker push $IMAGE\necho "digest=$(docker inspect --format x $IMAGE)" >> $GITHUB_OUTPUT', true],
    ['docker buildx build -t $IMAGE --push --metadata-file build.json .', true],
    ['docker push $IMAGE\ncosign sign $IMAGE', true],
    ['skopeo copy --digestfile digest oci:x docker://$IMAGE', true],
  ])('%s: %s', (script, kept) => {
    const [first] = ofScript(script).asked;
    expect(first && recordsDigest(first.push)).toBe(kept);
  });
});

describe('whether it is attested', () => {
  it.each([
    ['docker buildx build --push -t $IMAGE .', undefined],
    ['docker buildx build --push -t $IMAGE --provenance=false .', undefined],
    ['docker buildx build --push -t $IMAGE --attest type=sbom .', 'docker buildx build attests sbom'],
    ['docker buildx build -t $IMAGE --sbom=true .', undefined],
    ['docker push $IMAGE\ncosign sign --yes -r $IMAGE', 'cosign signs it'],
    ['docker push $IMAGE\ncosign sign --key k somebody/else', undefined],
    ['docker push $IMAGE\ncosign attest --predicate x --type spdxjson $IMAGE', 'cosign attests it'],
  ])('%s: %s', (script, how) => expect(attestationOf(ofScript(script).jobs, settings)).toBe(how));
});

test('workflows that call each other come to an end', () => {
  const loop = (name: string) => `on: [push, workflow_call]\njobs:\n${Array.from({ length: 8 }, (_, index) => `  j${index}:\n    uses: ./.github/workflows/${name}.yml\n`).join('')}`;
  expect(publishing(factsOf({ '.github/workflows/a.yml': loop('b'), '.github/workflows/b.yml': loop('a') }), settings).asked).toEqual([]);
});

test('actions that call themselves come to an end', () => {
  const itself = Array.from({ length: 30 }, () => '    - uses: ./.github/actions/a\n').join('');
  const facts = factsOf({
    '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/a\n',
    '.github/actions/a/action.yml': `runs:\n  using: composite\n  steps:\n${itself}`,
  });
  expect(publishing(facts, settings).asked).toEqual([]);
});

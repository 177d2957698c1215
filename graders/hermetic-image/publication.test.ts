import { describe, expect, it, test } from 'vitest';
import { collectDockerfile } from '../../src/collect/dockerfile/collect.ts';
import { collectTree } from '../../src/collect/tree/collect.ts';
import { collectWorkflow } from '../../src/collect/workflow/collect.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import { submissionOf } from '../../test/submission.ts';
import { attestationOf } from './attestations.ts';
import { credentialsOf } from './credentials.ts';
import { recordsDigest } from './digest-record.ts';
import { publishing, type Sections } from './publication.ts';

const settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [{ path: 'server.go', sha256: '0'.repeat(64) }] };

const observedIn = <Facts>(observation: Observation<Facts>): Facts => {
  if (observation.status !== 'observed') throw new Error(observation.status);
  return observation.facts;
};

/** The server and its Dockerfile in the root, and another one that has nothing to do with it. */
const app = {
  'go.mod': 'module x\n\ngo 1.26\n',
  'server.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe("", nil) }\n',
  Dockerfile: 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /x .\nFROM scratch AS decoy\nFROM scratch\nCOPY --from=build /x /x\nENTRYPOINT ["/x"]\n',
  'other/Dockerfile': 'FROM alpine:3\nCMD ["true"]\n',
};

function factsOf(files: Readonly<Record<string, string>>): Sections {
  const submission = submissionOf({ ...app, ...files });
  const tree = observedIn(collectTree(submission));
  const workflow = observedIn(collectWorkflow(submission));
  return { workflow, tree, dockerfile: observedIn(collectDockerfile(submission, workflow, tree.suspects)) };
}

const indented = (text: string): string => text.split('\n').map((line) => `          ${line}`).join('\n');

/** A workflow with one job that runs a script. */
const scripted = (script: string, on = 'push'): string =>
  `on: ${on}\njobs:\n  job:\n    runs-on: ubuntu-24.04\n    env:\n      IMAGE: domain/docc-sample\n    steps:\n      - run: |\n${indented(script)}\n`;

const ofScript = (script: string) => publishing(factsOf({ '.github/workflows/a.yml': scripted(script) }), settings);

function kindOf({ asked, unclear, foreign, other, idle }: ReturnType<typeof publishing>): string {
  if (asked.length > 0) return 'asked';
  if (unclear.length > 0) return 'unclear';
  if (foreign.length > 0) return 'foreign';
  if (other.length > 0) return 'other';
  return idle.length > 0 ? 'idle' : 'none';
}

/** The app's image under the name that is asked for, with what tag it likes. */
const build = 'docker build -t $IMAGE -t $IMAGE:1 .\n';

describe('what a script pushes', () => {
  it.each([
    [`${build}docker push "$IMAGE"`, 'asked'],
    [`${build}sudo -E docker image push $IMAGE:1`, 'asked'],
    ['docker build -t "$IMAGE:$GITHUB_SHA" . && docker push --quiet "${IMAGE}:${GITHUB_SHA}"', 'asked'],
    [`${build}docker --config folder push $IMAGE`, 'asked'],
    ['for tag in 1 2; do docker build -t "$IMAGE:$tag" . && docker push "$IMAGE:$tag"; done', 'asked'],
    [`${build}if [ "$GITHUB_REF_TYPE" = tag ]; then docker push $IMAGE; fi`, 'asked'],
    [`${build}bash -c 'docker push domain/docc-sample'`, 'asked'],
    [`${build}timeout 5m docker push $IMAGE`, 'asked'],
    [`${build}sudo -u ci nice -n 5 docker push $IMAGE`, 'asked'],
    [`${build}echo $IMAGE:1 | xargs -n 1 docker push`, 'asked'],
    [`${build}xargs -I {} docker push {} <<< "$IMAGE"`, 'asked'],
    [`${build}docker push --all-tags $IMAGE`, 'asked'],
    [`${build}bash <<EOF\ndocker push $IMAGE\nEOF`, 'asked'],
    ['docker buildx build -t $IMAGE:1 --push .', 'asked'],
    ['docker buildx build -t $IMAGE:1 --output type=registry .', 'asked'],
    ['docker buildx build --output "type=image,name=$IMAGE,push=true" .', 'asked'],
    ['docker buildx build -t $IMAGE:1 --load .', 'idle'],
    ['docker buildx build -t $IMAGE:1 --push=false .', 'idle'],
    ['args=(--push -t $IMAGE)\ndocker buildx build "${args[@]}" .', 'asked'],
    ['args=(-t $IMAGE)\nif [ "$GITHUB_REF_TYPE" = tag ]; then args+=(--push); fi\ndocker buildx build "${args[@]}" .', 'asked'],
    ['docker buildx build "${ARGS[@]}" .', 'unclear'],
    ['docker build -t x . && podman push x docker://docker.io/$IMAGE', 'asked'],
    ['buildah bud -t img . && buildah push img docker://$IMAGE:1', 'asked'],
    ['docker build -t x . && docker save x -o image.tar && crane push image.tar $IMAGE:1', 'asked'],
    ['skopeo copy --all oci:./layout docker://$IMAGE:1', 'foreign'],
    ['docker buildx build -o type=oci,dest=layout . && skopeo copy --all oci:./layout docker://$IMAGE:1', 'asked'],
    ['docker buildx build -o type=oci,dest=image.tar . && regctl image import $IMAGE:1 image.tar', 'asked'],
    ['docker buildx build --push -t registry.example/x:1 . && crane copy registry.example/x:1 $IMAGE:1', 'asked'],
    ['docker buildx imagetools create -t $IMAGE:1 $IMAGE@sha256:1', 'unclear'],
    ['/kaniko/executor --context . --destination $IMAGE:1', 'asked'],
    ['KO_DOCKER_REPO=$IMAGE ko build --bare .', 'asked'],
    ['KO_DOCKER_REPO=domain ko build -B .', 'unclear'],
    ['KO_DOCKER_REPO=$IMAGE ko build --bare --push=false .', 'none'],
    ['docker buildx bake --push', 'unclear'],
    ['docker compose push', 'unclear'],
    ['make release', 'unclear'],
    ['make test', 'none'],
    ['./scripts/publish.sh', 'unclear'],
    ['./ci.sh', 'unclear'],
    ['make', 'unclear'],
    ['make test lint', 'none'],
    ['./scripts/test.sh', 'none'],
    ['docker push', 'other'],
    ['docker pull $IMAGE', 'none'],
    ['git push origin main', 'none'],
    ['echo docker push $IMAGE', 'none'],
    [`${build}false && docker push somebody/else; docker push $IMAGE`, 'asked'],
  ])('%s: %s', (script, kind) => expect(kindOf(ofScript(script))).toBe(kind));
});

/** Behind a build of the app's image. */
const inShell = (script: string, shell?: string) =>
  publishing(factsOf({ '.github/workflows/a.yml': scripted(`${build}${script}`).replace('      - run: |', shell === undefined ? '      - run: |' : `      - shell: ${shell}\n        run: |`) }), settings);

describe('a script that never comes to its push', () => {
  it.each([
    'f() { docker push $IMAGE; }',
    'f() { return; docker push $IMAGE; }; f',
    'f() { exit 0; }; f; docker push $IMAGE',
    'f() { return 1; }; f && docker push $IMAGE',
    'docker() { true; }\ndocker push $IMAGE',
    'function docker { :; }\ndocker push $IMAGE',
    'exec true\ndocker push $IMAGE',
    'exit 0\ndocker push $IMAGE',
    '{ exit; }\ndocker push $IMAGE',
    'false\ndocker push $IMAGE',
    '(exit 1)\ndocker push $IMAGE',
    'kill $$\ndocker push $IMAGE',
    'set -n\ndocker push $IMAGE',
    'set -o noexec\ndocker push $IMAGE',
    "bash -n -c 'docker push $IMAGE'",
    'false && docker push $IMAGE',
    'true || docker push $IMAGE',
    '! true && docker push $IMAGE',
    '[ 1 = 2 ] && docker push $IMAGE',
    '[ -z "$IMAGE" ] && docker push $IMAGE',
    'test 1 -gt 2 && docker push $IMAGE',
    '[[ a == b* || -n "" ]] && docker push $IMAGE',
    '[ "$GITHUB_EVENT_NAME" = never ] && docker push $IMAGE',
    '(( 0 )) && docker push $IMAGE',
    'if ! :; then docker push $IMAGE; fi',
    'for x in; do docker push $IMAGE; done',
    'x=; for i in $x; do docker push $IMAGE; done',
    'for i in 1; do continue; docker push $IMAGE; done',
    'for ((i = 0; i < 0; i++)); do docker push $IMAGE; done',
    'while false; do docker push $IMAGE; done',
    'until true; do docker push $IMAGE; done',
    'while true; do sleep 1; done\ndocker push $IMAGE',
    'case a in b) docker push $IMAGE ;; esac',
    'case "$GITHUB_REF" in refs/pull/*) docker push $IMAGE ;; esac',
    'docker push --help $IMAGE',
    'docker push -h $IMAGE',
    'docker --version push $IMAGE',
    'docker push $IMAGE and more',
    'printf "docker push %s" $IMAGE | cat',
  ])('%s', (script) => expect(kindOf(inShell(script))).toBe('idle'));

  it.each(["'cat {0}'", "'true {0}'", "'bash -n {0}'", '"bash -c true {0}"', 'fish'])('shell: %s', (shell) => expect(kindOf(inShell('docker push $IMAGE', shell))).toBe('none'));
});

describe('a script that comes to its push in its own way', () => {
  it.each([
    'set +e\nfalse\ndocker push $IMAGE',
    'false || docker push $IMAGE',
    'push() { docker push "$1"; }\npush $IMAGE',
    'trap "docker push $IMAGE" EXIT',
    'exec docker push $IMAGE',
    'eval "docker push $IMAGE"',
    'printf "docker push %s\\n" $IMAGE | sh',
    'DOCKER=docker; $DOCKER push $IMAGE',
    '(docker push $IMAGE) 2>&1 | tee log',
    'docker push $IMAGE &\nwait',
    'docker push $IMAGE || true',
    'until docker push $IMAGE; do sleep 5; done',
    'for i in 1 2 3; do docker push $IMAGE && break; sleep 5; done',
    'for ((i = 0; i < 3; i++)); do docker push $IMAGE && break; done',
    'n=0; while [ $n -lt 3 ]; do docker push $IMAGE && break; n=$((n + 1)); done',
    'if docker manifest inspect $IMAGE; then exit 0; fi\ndocker push $IMAGE',
    '[ -n "${{ secrets.TOKEN }}" ] || exit 1\ndocker push $IMAGE',
    'if [ -f Dockerfile ]; then docker push $IMAGE; fi',
    'case "$GITHUB_REF" in refs/heads/main | refs/tags/v*) docker push $IMAGE ;; *) exit 0 ;; esac',
    '[[ $GITHUB_REF == refs/heads/* ]] && docker push $IMAGE',
    'if [[ $GITHUB_REF_TYPE == tag ]]; then TAG=${GITHUB_REF#refs/tags/}; else TAG=edge; fi\ndocker tag $IMAGE $IMAGE:$TAG\ndocker push $IMAGE:$TAG',
    'ls -la\ncat somewhere\ndocker push $IMAGE',
  ])('%s', (script) => expect(kindOf(inShell(script))).toBe('asked'));

  it.each(['bash', "'bash -leo pipefail {0}'", "'script -q -e -c \"bash {0}\"'"])('shell: %s', (shell) => expect(kindOf(inShell('docker push $IMAGE', shell))).toBe('asked'));
  test('what fails goes on in a shell that does not stop', () => expect(kindOf(inShell('false\ndocker push $IMAGE', "'bash {0}'"))).toBe('asked'));
});

describe('a script that files alone do not follow', () => {
  it.each([
    '[ "$NEVER" = y ] && docker push $IMAGE',
    '[ -f /never ] && docker push $IMAGE',
    'grep -q never server.go && docker push $IMAGE',
    'alias docker=true\ndocker push $IMAGE',
    'PATH=/nowhere docker push $IMAGE',
    'echo true > bin/docker\ndocker push $IMAGE',
    'if true; then\ndocker push $IMAGE',
    '[ "${{ vars.PUBLISH }}" = yes ] && docker push $IMAGE',
  ])('%s', (script) => expect(kindOf(inShell(script))).toBe('unclear'));
  test('PowerShell', () => expect(kindOf(inShell('docker push $env:IMAGE', 'pwsh'))).toBe('unclear'));
});

describe('what the pushed image is made of', () => {
  it.each([
    ['docker build -t $IMAGE . && docker push $IMAGE', 'asked'],
    ['docker build -t $IMAGE -f other/Dockerfile other && docker push $IMAGE', 'foreign'],
    ['cd other\ndocker build -t $IMAGE . && docker push $IMAGE', 'foreign'],
    ['docker build -t $IMAGE nowhere && docker push $IMAGE', 'foreign'],
    ['docker buildx build --push -t x/y:1 .\ndocker buildx build --push --target decoy -t $IMAGE .', 'foreign'],
    ['docker push $IMAGE', 'foreign'],
    ['docker build -t $IMAGE .\ndocker pull nginx\ndocker tag nginx $IMAGE\ndocker push $IMAGE', 'foreign'],
    ['crane copy nginx $IMAGE', 'foreign'],
    ['skopeo copy docker://nginx docker://$IMAGE', 'foreign'],
    ['id=$(docker build -q .)\ndocker tag $id $IMAGE\ndocker push $IMAGE', 'asked'],
    ['docker build -t app:$GITHUB_SHA .\ndocker tag app:$GITHUB_SHA $IMAGE\ndocker push $IMAGE', 'asked'],
    ['docker build -t $IMAGE "$GITHUB_WORKSPACE"\ndocker push $IMAGE', 'asked'],
    ['docker build --pull --no-cache --compress --network none -t $IMAGE .\ndocker push $IMAGE', 'asked'],
    ['cd other && docker build -t $IMAGE .. && docker push $IMAGE', 'asked'],
    ['echo FROM alpine > Dockerfile\ndocker build -t $IMAGE . && docker push $IMAGE', 'unclear'],
    ['docker build -t $IMAGE - < Dockerfile\ndocker push $IMAGE', 'unclear'],
    ['docker build -t $IMAGE https://github.com/somebody/else.git\ndocker push $IMAGE', 'unclear'],
    ['make build\ndocker push $IMAGE', 'unclear'],
    ['KO_DOCKER_REPO=$IMAGE ko build --bare ./other', 'foreign'],
    ['/kaniko/executor --context dir://other --destination $IMAGE', 'foreign'],
  ])('%s: %s', (script, kind) => expect(kindOf(ofScript(script))).toBe(kind));
});

/** A workflow whose only push is that of Docker's action. */
const withAction = (on: string, { job = '', steps = '', inputs = 'context: .' } = {}) =>
  publishing(
    factsOf({
      '.github/workflows/a.yml': `name: this\non: ${on}\njobs:\n  job:\n    runs-on: ubuntu-24.04\n${job}    steps:\n${steps}      - uses: docker/build-push-action@v7\n        with: { ${inputs}, push: true, tags: 'domain/docc-sample:1' }\n`,
    }),
    settings,
  );

describe('what can start a workflow', () => {
  it.each([
    ['{ push: { branches: ["**", "!**"] } }', 'none'],
    ['{ push: { branches: [main, "!ma*"] } }', 'none'],
    ['{ push: { branches: ["!main", main] } }', 'asked'],
    ['{ push: { branches: ["release/**", "!release/**-alpha"] } }', 'asked'],
    ['{ push: { branches-ignore: ["**"] } }', 'none'],
    ['{ push: { branches-ignore: ["*", "*/**"] } }', 'none'],
    ['{ push: { branches-ignore: [gh-pages] } }', 'asked'],
    ['{ push: { tags-ignore: ["**"] } }', 'none'],
    ['{ push: { tags: ["v[0-9]+.[0-9]+.[0-9]+"] } }', 'asked'],
    ['{ push: { branches: [main], paths: ["never/**"] } }', 'none'],
    ['{ push: { paths: ["never/**"] } }', 'unclear'],
    ['{ push: { tags: ["v*"], paths: ["never/**"] } }', 'asked'],
    ['{ push: { branches: [main], paths: ["**/*.go"] } }', 'asked'],
    ['{ push: { branches: [main], paths-ignore: ["**"] } }', 'none'],
    ['{ push: { branches: [main], paths-ignore: ["**.md"] } }', 'asked'],
    ['{ release: { types: [published] } }', 'asked'],
    ['{ release: { types: [never] } }', 'none'],
    ['{ schedule: [{ cron: "0 0 31 2 *" }] }', 'none'],
    ['{ schedule: [{ cron: "0 0 31 * *" }] }', 'asked'],
    ['{ workflow_run: { workflows: [never] } }', 'none'],
    ['{ workflow_run: { workflows: [this] } }', 'asked'],
    ['an_event_to_come', 'unclear'],
  ])('on: %s: %s', (on, kind) => expect(kindOf(withAction(on))).toBe(kind));
});

describe('what keeps a job from running', () => {
  it.each([
    ["    if: github.ref == 'refs/heads/never'\n", '{ push: { branches: [main] } }', 'none'],
    ["    if: github.ref == 'refs/heads/never'\n", '{ push: { branches: [main, "release/**"] } }', 'none'],
    ["    if: github.ref_name == 'release/1'\n", '{ push: { branches: [main, "release/**"] } }', 'asked'],
    ["    if: github.ref == 'refs/heads/Main'\n", '{ push: { branches: ["ma*"] } }', 'asked'],
    ['    if: inputs.publish\n', 'push', 'none'],
    ['    if: inputs.publish\n', 'workflow_dispatch', 'asked'],
    ["    if: vars.PUBLISH == 'yes'\n", 'push', 'unclear'],
    ["    if: github.repository == 'me/mine'\n", 'push', 'unclear'],
    ['    if: failure()\n', 'push', 'none'],
    ['    if: ${{ !cancelled() }}\n', 'push', 'asked'],
    ['    strategy: { matrix: { x: [] } }\n', 'push', 'none'],
    ['    strategy: { matrix: { include: [] } }\n', 'push', 'none'],
    ["    strategy: { matrix: { x: \"${{ fromJSON('[]') }}\" } }\n", 'push', 'none'],
    ['    strategy: { matrix: { x: [1], exclude: [{ x: 1 }] } }\n', 'push', 'none'],
    ['    strategy: { matrix: { x: [1, 2], exclude: [{ x: 1 }] } }\n', 'push', 'asked'],
    ['    strategy: { matrix: "${{ fromJSON(vars.MATRIX) }}" }\n', 'push', 'asked'],
  ])('%s on %s: %s', (job, on, kind) => expect(kindOf(withAction(on, { job }))).toBe(kind));

  it.each([
    ['      - run: exit 1\n', 'none'],
    ["      - run: 'false'\n", 'none'],
    ["      - run: 'false'\n        continue-on-error: true\n", 'asked'],
    ["      - run: 'false'\n        if: github.ref == 'refs/heads/x'\n", 'asked'],
    ['      - run: test -z "$(gofmt -l .)"\n', 'asked'],
  ])('after %s: %s', (steps, kind) => expect(kindOf(withAction('push', { steps }))).toBe(kind));

  it.each([
    ['      - uses: actions/checkout@v7\n        with: { path: src }\n', 'context: src', 'asked'],
    ['      - uses: actions/checkout@v7\n        with: { repository: somebody/else }\n', 'context: .', 'foreign'],
    ['      - uses: actions/checkout@v7\n        with: { repository: somebody/tools, path: tools }\n', 'context: .', 'asked'],
    ['', "context: '{{defaultContext}}:other'", 'foreign'],
    ['', "context: 'https://github.com/${{ github.repository }}.git#${{ github.ref }}'", 'asked'],
    ['', 'context: ., call: check', 'none'],
  ])('%s with %s: %s', (steps, inputs, kind) => expect(kindOf(withAction('push', { steps, inputs }))).toBe(kind));

  const after = (first: string, condition = '') =>
    kindOf(
      publishing(
        factsOf({
          '.github/workflows/a.yml': `on: push\njobs:\n  first:\n    runs-on: x\n    steps: [{ run: ${first} }]\n  second:\n    needs: first\n${condition}    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v7\n        with: { context: ., push: true, tags: domain/docc-sample }\n`,
        }),
        settings,
      ),
    );
  it('a job that it needs', () => {
    expect(after('exit 1')).toBe('none');
    expect(after('ls')).toBe('asked');
    expect(after('exit 1', '    if: always()\n')).toBe('asked');
    expect(after('exit 1', "    if: always() && needs.first.result == 'success'\n")).toBe('none');
    expect(after('ls', "    if: always() && needs.first.result == 'success'\n")).toBe('asked');
  });
});

describe('a name that a script makes', () => {
  const named = (script: string) => {
    const text = `on: push\njobs:\n  job:\n    runs-on: x\n    steps:\n      - id: name\n        env: { OWNER: '\${{ github.repository_owner }}' }\n        run: |\n${indented(script)}\n      - uses: docker/build-push-action@v7\n        with: { context: ., push: true, tags: '\${{ env.NAME }}\${{ steps.name.outputs.name }}:1' }\n`;
    return kindOf(publishing(factsOf({ '.github/workflows/a.yml': text }), settings));
  };
  it.each([
    ['echo "NAME=ghcr.io/${GITHUB_REPOSITORY,,}/docc-sample" >> "$GITHUB_ENV"', 'asked'],
    ['echo "NAME=ghcr.io/${GITHUB_REPOSITORY_OWNER,,}/docc-sample" >> "$GITHUB_ENV"', 'asked'],
    ['echo "name=ghcr.io/${OWNER@L}/docc-sample" >> $GITHUB_OUTPUT', 'asked'],
    ['echo "NAME=ghcr.io/${GITHUB_REPOSITORY%%/*}/docc-sample" >> "$GITHUB_ENV"', 'asked'],
    [`echo "name=$(echo "ghcr.io/$OWNER/docc-sample" | tr '[:upper:]' '[:lower:]')" >> $GITHUB_OUTPUT`, 'asked'],
    ['name=$(tr A-Z a-z <<< "ghcr.io/$OWNER/docc-sample")\necho "name=$name" | tee -a "$GITHUB_OUTPUT"', 'asked'],
    ["owner=$(echo $OWNER | awk '{ print tolower($0) }')\n{\n  echo owner=$owner\n  echo name=ghcr.io/$owner/docc-sample\n} >> $GITHUB_OUTPUT", 'asked'],
    ['cat >> "$GITHUB_ENV" <<EOF\nNAME=ghcr.io/${OWNER,,}/docc-sample\nEOF', 'asked'],
    ['echo "NAME=ghcr.io/${GITHUB_REPOSITORY,,}" >> "$GITHUB_ENV"', 'unclear'],
    ['echo "NAME=ghcr.io/${OWNER,,}/another" >> "$GITHUB_ENV"', 'other'],
  ])('%s: %s', (script, kind) => expect(named(script)).toBe(kind));
});

describe('what a login is worth', () => {
  const safety = (steps: string, extra = '') => {
    const text = `on: push\n${extra}jobs:\n  job:\n    runs-on: ubuntu-24.04\n    steps:\n${steps}\n      - run: docker buildx build --push -t domain/docc-sample .\n`;
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
    ['      - id: vault\n        uses: hashicorp/vault-action@v3\n      - uses: docker/login-action@v4\n        with:\n          username: x\n          password: ${{ steps.vault.outputs.token }}', 'safe'],
    ['      - uses: docker/login-action@v4\n        with:\n          username: x\n          password: ${{ secrets.TOKEN }}', 'safe'],
    ['      - uses: docker/login-action@v4\n        with:\n          username: x', 'unclear'],
  ])('%s: %s', (steps, kind) => expect(safety(steps)).toBe(kind));
});

test('a secret that a caller types in is typed in', () => {
  const facts = factsOf({
    '.github/workflows/a.yml': 'on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets:\n      TOKEN: hunter22\n',
    '.github/workflows/b.yml':
      'on: workflow_call\njobs:\n  b:\n    runs-on: x\n    steps:\n      - uses: docker/login-action@v4\n        with:\n          password: ${{ secrets.Token }}\n      - run: docker buildx build --push -t domain/docc-sample .\n',
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
    const [first] = ofScript(build + script).asked;
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
  ])('%s: %s', (script, how) => expect(attestationOf(ofScript(build + script), settings)).toBe(how));
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

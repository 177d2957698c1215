import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleActions } from '../scripts/build.ts';
import { home } from '../src/cli/version.ts';

const run = promisify(execFile);

/** What act can't do as GitHub does, and what stands in for it. Everything else of the workflows runs as it is. */
export const replaced: readonly (readonly [what: string, by: string])[] = [
  ['$/actions/…, GitHub’s address of the repository that a reusable workflow is of', './actions/…, in a checkout of it, which is a step more'],
  ['domain/docc/.github/workflows/grade.yml@<commit>, another repository', './.github/workflows/grade.yml'],
  ['actions/upload-artifact and download-artifact, whose services are GitHub’s', 'folders on this machine, by id'],
  ['queue: max of a concurrency group, which act does not know', 'nothing: no two reports wait for each other here'],
  ['actions/setup-tools, which fetches pinned programs', 'the programs of this machine'],
  ['actions/create-github-app-token, which is fetched though no App is asked for', 'nothing'],
  ['actions/attest, which asks Sigstore', 'the subject and the predicate, kept side by side'],
  ['the fetch of a commit from GitHub', 'git, from a folder'],
  ['github-actions, the App of a job’s own token', 'docc-grader, which the emulator has'],
];

/** docc as a release commit has it, with the caller of the template, as act can run it. */
export async function stageForAct(to: string): Promise<void> {
  await released(to, ['grade']);
  await rewritten(join(to, '.github', 'workflows', 'grade.yml'), inOwnWords);
  await cp(join(to, 'template-repo', '.github', 'workflows', 'grade.yml'), join(to, '.github', 'workflows', 'caller.yml'));
  await rewritten(join(to, '.github', 'workflows', 'caller.yml'), ofCaller);
  await committed(to);
}

/** What moto and kind can't do as AWS does, besides. */
export const replacedOnAws: readonly (readonly [what: string, by: string])[] = [
  ['AWS', 'moto, by AWS_ENDPOINT_URL'],
  ['the API of EKS’s clusters', 'a kind cluster, by the input `kubeconfig` of deploying and tearing down'],
  ['the pull of the image from ECR', 'a step that brings it to the nodes under the same name and digest'],
  ['the word of GitHub for a job, which AWS is given', 'a token of nobody’s, which moto takes'],
  ['name servers of Route 53', 'servers on this machine that answer what moto’s Route 53 holds'],
  ['the approval of the environment', 'nothing: act asks nobody'],
];

/** The workflow of the label for EKS, as act can run it. `bring`: the command that has the nodes know the image. */
export async function stageEksForAct(to: string, { kubeconfig, bring }: { readonly kubeconfig: string; readonly bring: string }): Promise<void> {
  await released(to, ['eks', 'code-scanning']);
  await rewritten(join(to, '.github', 'workflows', 'code-scanning.yml'), inOwnWords);
  await rewritten(join(to, '.github', 'workflows', 'eks.yml'), (text) =>
    inOwnWords(text)
      .replaceAll(/( +)uses: (\.\/actions\/eks-(?:deploy|teardown))\n +with:\n/g, `$1uses: $2\n$1with:\n$1  kubeconfig: ${kubeconfig}\n`)
      .replace(/( +)- name: Deploy it, try what it does, remove it\n/, `$1- name: Have the nodes know the image\n$1  env:\n$1    MANIFEST: \${{ needs.build.outputs.manifest }}\n$1    COMMIT: \${{ needs.label.outputs.commit }}\n$1    ARCHIVE: \${{ runner.temp }}/image/image.tar\n$1  run: ${bring}\n$&`),
  );
  await committed(to);
}

async function released(to: string, workflows: readonly string[]): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: home });
  const kept = stdout.split('\0').filter((path) => /^(?:\.github|actions|graders|challenges|src|schemas|wasm|template-repo)\/|^package\.json$/.test(path));
  for (const path of kept) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(home, path), join(to, path));
  }
  await bundleActions(join(to, 'dist'));
  for (const [name, text] of Object.entries(standIns)) await written(join(to, 'stand-ins', name, 'action.yml'), text);
  for (const path of kept) if (path.startsWith('.github/workflows/') && !workflows.includes(basename(path, '.yml'))) await rm(join(to, path));
}

async function committed(to: string): Promise<void> {
  const git = (...args: readonly string[]) => run('git', ['-C', to, '-c', 'user.name=a', '-c', 'user.email=a@a.example', '-c', 'commit.gpgsign=false', ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all', '--force');
  await git('commit', '--quiet', '--message', 'A release');
}

const inOwnWords = (text: string): string =>
  text
    .replaceAll('uses: $/actions/setup-tools', 'uses: ./stand-ins/setup-tools')
    .replaceAll('uses: $/', 'uses: ./')
    .replaceAll(/^ +queue: max\n/gm, '')
    // act fetches no checkout of its own repository: it copies the folder that it runs in, where a job asks for one.
    .replaceAll(/^( +)steps:\n/gm, '$1steps:\n$1  - name: Have docc at hand\n$1    uses: actions/checkout@v7\n')
    .replaceAll(/uses: actions\/(upload-artifact|download-artifact|attest|create-github-app-token)@\S+ # \S+/g, 'uses: ./stand-ins/$1');

const ofCaller = (text: string): string =>
  text.replace(/uses: domain\/docc\/(\.github\/workflows\/grade\.yml)@\S+ # \S+/, 'uses: ./$1').replace(/( +)with:\n/, '$1with:\n$1  app: docc-grader\n');

async function rewritten(path: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${path}: nothing of it had to be replaced, so this stands in for something else`);
  await writeFile(path, changed);
}

async function written(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** `KEPT`, of the job's environment, is the folder that holds what jobs hand on. */
const standIns = {
  'upload-artifact': `name: upload
description: Keeps files in a folder
inputs: { name: { description: its name }, path: { description: what is kept }, if-no-files-found: { description: error }, compression-level: { description: none }, retention-days: { description: days }, overwrite: { description: none } }
outputs: { artifact-id: { description: by which it is fetched, value: '\${{ steps.keep.outputs.artifact-id }}' } }
runs:
  using: composite
  steps:
    - id: keep
      shell: bash
      env: { NAME: '\${{ inputs.name }}', FROM: '\${{ inputs.path }}' }
      run: |
        mkdir -p "$KEPT/$NAME"
        if [ -d "$FROM" ]; then cp -r "$FROM/." "$KEPT/$NAME/"; else cp "$FROM" "$KEPT/$NAME/"; fi
        echo "artifact-id=$NAME" >> "$GITHUB_OUTPUT"
`,
  'download-artifact': `name: download
description: Fetches what was kept
inputs: { artifact-ids: { description: its id }, path: { description: where to } }
runs:
  using: composite
  steps:
    - shell: bash
      env: { ID: '\${{ inputs.artifact-ids }}', TO: '\${{ inputs.path }}' }
      run: |
        mkdir -p "$TO"
        cp -r "$KEPT/$ID/." "$TO/"
`,
  'setup-tools': `name: tools
description: Brings nothing
inputs: { tools: { description: what the job needs } }
runs:
  using: composite
  steps:
    - shell: bash
      run: hadolint --version && helm version && kubectl version --client
`,
  'create-github-app-token': `name: app
description: Mints nothing
inputs: { client-id: { description: none }, private-key: { description: none }, owner: { description: none }, repositories: { description: none }, permission-checks: { description: none }, permission-contents: { description: none }, permission-pull-requests: { description: none } }
outputs: { token: { description: none, value: '' } }
runs:
  using: composite
  steps:
    - shell: bash
      run: 'exit 1'
`,
  attest: `name: attest
description: Keeps what would be signed
inputs: { subject-path: { description: what it is about }, predicate-type: { description: its kind }, predicate-path: { description: what is said } }
runs:
  using: composite
  steps:
    - shell: bash
      env: { SUBJECT: '\${{ inputs.subject-path }}', PREDICATE: '\${{ inputs.predicate-path }}', KIND: '\${{ inputs.predicate-type }}' }
      run: |
        mkdir -p "$KEPT/attested"
        cp "$SUBJECT" "$KEPT/attested/report.json"
        cp "$PREDICATE" "$KEPT/attested/predicate.json"
        printf %s "$KIND" > "$KEPT/attested/type"
`,
} as const;

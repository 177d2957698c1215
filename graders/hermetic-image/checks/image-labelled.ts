import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { tree } from '../../../src/collect/tree/section.ts';
import { workflow } from '../../../src/collect/workflow/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { appImage } from '../app-image.ts';
import { type LabelState, labelState, wantedLabels } from '../image-labels.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { publishing } from '../publication.ts';
import { shellPath, shellWord } from '../../../src/evidence/shell-word.ts';

export default check({
  id: 'image-labelled',
  title: 'The image says which source, commit and licence it is made of',
  needs: { workflow, tree, dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'mid',
  skills: ['docker.labels'],
  why: 'At three in the morning, the labels of the running image lead to the commit that broke it; without them somebody guesses.',
  docs: 'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  judge: (sections, settings) => {
    const image = appImage(sections.dockerfile);
    const { asked, unclear, builds } = publishing(sections, settings);
    const states = wantedLabels.map((key) => ({ key, state: labelState(key, image, builds) }));
    const lost = states.filter(({ state }) => state.kind !== 'set');
    const [first] = lost;
    if (first === undefined) return pass('source, revision and licence are labelled');
    const hidden = asked.length === 0 ? unclear.find(({ push }) => push.unread) : undefined;
    if (hidden !== undefined) return unresolved(`whether ${code(hidden.push.by)} labels the image is not in the files`, hidden.push.at);
    const at = 'line' in first.state ? first.state.line : image.final.line;
    return fail({
      expected: `the labels ${list(wantedLabels.map(code))}`,
      observed: lost.map(({ key, state }) => `${code(key)} ${told(state)}`).join('; '),
      at: image.at(at),
      fix: fixFor(lost),
      reproduce: lost.map((each) => searchFor(each, image.file.path)).join(' && '),
    });
  },
});

function told(state: LabelState): string {
  switch (state.kind) {
    case 'typed':
      return 'is typed in, so it names another commit';
    case 'not-given':
      return `is made of the ARG ${state.arg}, which no build gives a value`;
    default:
      return 'is missing';
  }
}

const values: Readonly<Record<string, string>> = { source: 'https://github.com/<owner>/<repository>', revision: '$REVISION', licenses: 'MIT' };

type Lost = { readonly key: string; readonly state: LabelState };

function fixFor(lost: readonly Lost[]): string {
  const labels = lost.filter(({ state }) => state.kind !== 'not-given').map(({ key }) => `LABEL ${key}="${values[key.split('.').at(-1) ?? ''] ?? ''}"`);
  const needsRevision = labels.some((label) => label.includes('$REVISION'));
  const lines = [...(needsRevision ? ['ARG REVISION'] : []), ...labels];
  const written = labels.length === 0 ? [] : [`Write in the last stage, with what is true for you:${block(lines.join('\n'), 'dockerfile')}`];
  const args = lost.flatMap(({ state }) => (state.kind === 'not-given' ? [state.arg] : []));
  const given = [...new Set([...args, ...(needsRevision ? ['REVISION'] : [])])].map((name) => `  ${name}=\${{ github.sha }}`);
  const input = block(['build-args: |', ...given].join('\n'), 'yaml');
  const passed = given.length === 0 ? [] : [`Give the build the commit; of \`docker/build-push-action\`, as the input:${input}`];
  return [...written, ...passed].join('\n');
}

function searchFor({ key, state }: Lost, path: string): string {
  if (state.kind === 'not-given') return `grep -rF ${shellWord(`${state.arg}=`)} .github/workflows`;
  return `cat ${shellPath(path)} .github/workflows/* | grep -E ${shellWord(state.kind === 'typed' ? `${key}="?[$]` : `${key}=|labels: *[$]`)}`;
}

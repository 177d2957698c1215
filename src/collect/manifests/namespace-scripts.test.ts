import { expect, it } from 'vitest';
import { submissionOf } from '../../../test/submission.ts';
import { scriptedNamespaces } from './namespace-scripts.ts';

const texts = (files: Readonly<Record<string, string>>) => scriptedNamespaces(submissionOf(files)).namespaceCommands?.map(({ text, at }) => [text, at.line]);

it('finds what makes and labels namespaces in Makefiles and scripts, their variables filled in', () => {
  expect(texts({ Makefile: 'NAMESPACE ?= docc\ndeploy:\n\t@kubectl create namespace $(NAMESPACE) \\\n\t  --dry-run=client -o yaml | kubectl apply -f -\n' })).toEqual([['kubectl create namespace docc  \t  --dry-run=client -o yaml | kubectl apply -f -', 3]]);
  expect(texts({ 'scripts/up.sh': 'export NS=docc\nkubectl label ns "${NS}" a=b --overwrite\n' })).toEqual([['kubectl label ns "docc" a=b --overwrite', 2]]);
});

it.each(['# kubectl create namespace docc', 'kubectl get namespace docc', 'echo hello'])('leaves %s', (line) => {
  expect(texts({ 'up.sh': `${line}\n` })).toBeUndefined();
});

it('leaves workflows, which are read as such', () => {
  expect(texts({ '.github/workflows/a.yml': 'kubectl create namespace docc\n' })).toBeUndefined();
});

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { home } from '../../src/cli/version.ts';
import { terraform } from '../../src/collect/terraform/section.ts';
import { observationOf } from '../../src/evidence/evidence.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { evidenceOf } from '../../test/collect.ts';
import { type Files, filesIn } from '../../test/mutant.ts';
import { submissionOf } from '../../test/submission.ts';
import grader from './grader.ts';
import programs from './remarks/programs.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };

async function toldOf(files: Files): Promise<string | undefined> {
  const seen = observationOf(await evidenceOf(submissionOf(files)), terraform);
  if (seen.status !== 'observed') throw new Error(JSON.stringify(seen));
  return programs.tell({ facts: seen.facts }, settings)?.text;
}

const told = (...lines: readonly string[]): Promise<string | undefined> => toldOf({ 'assets/eks/main.tf': `${lines.join('\n')}\n` });

it('is in the grader, and says nothing of the reference', async () => {
  expect(grader.remarks).toContain(programs);
  expect(await toldOf(await filesIn(join(home, 'test', 'submissions', 'reference')))).toBeUndefined();
});

it('names programs that Terraform would start (T03)', async () => {
  const external = ['data "external" "token" {', '  program = ["sh", "token.sh"]', '}'];
  const provisioned = (type: string): readonly string[] => ['', 'resource "terraform_data" "apply" {', `  provisioner "${type}" {`, '    command = "kubectl apply -f ."', '  }', '}'];
  expect(await told(...external, ...provisioned('local-exec'))).toMatch(/`external` \(assets\/eks\/main\.tf:1\) and `local-exec` \(assets\/eks\/main\.tf:6\); docc ran none/);
  expect(await told(...provisioned('remote-exec'))).toMatch(/`remote-exec` \(assets\/eks\/main\.tf:3\)/);
  expect(await told(...provisioned('file'))).toBeUndefined();
  expect(await told('resource "terraform_data" "plain" {', '  input = "local-exec"', '}')).toBeUndefined();
});

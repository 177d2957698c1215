import type { CheckResult, ObjectiveResult, Report } from '../grade/report.ts';
import { html as xml, type Markup, nothing } from './html/markup.ts';
import { placeWords } from './html/prose.ts';
import { longest, manyLines, oneLine } from './neutral.ts';
import { checksOf, points } from './words.ts';

/** The report as JUnit's XML, which every CI shows as tests: an objective is a suite, a check a case. */
export function reportJunit(report: Report): string {
  const { markup } = xml`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${word(report.challenge.title)}"${counts(checksOf(report))}>
${report.objectives.map(suite)}</testsuites>
`;
  return markup;
}

const suite = (objective: ObjectiveResult): Markup => xml`  <testsuite name="${word(objective.title)}"${counts(objective.checks)}>
    <properties>
      <property name="earned" value="${points(objective.earned)}"/>
      <property name="verified" value="${points(objective.verified)}"/>
      <property name="possible" value="${points(objective.possible)}"/>
    </properties>
${objective.checks.map((check) => testCase(check, objective.id))}  </testsuite>
`;

const testCase = (check: CheckResult, objective: string): Markup =>
  xml`    <testcase classname="${word(`docc.${objective}`)}" name="${word(`${check.id}: ${check.title}`)}"${check.at === undefined ? nothing : xml` file="${printable(placeWords(check.at))}"`}>${outcome(check)}</testcase>
`;

/** A check that failed is a failure; what our fault left open an error; what nobody looked at or something blocks is skipped. */
function outcome(check: CheckResult): Markup {
  const { verdict, cause, reason = '', observed = '', expected = '', fix = '', reproduce = '' } = check;
  if (verdict === 'pass') return nothing;
  if (verdict === 'fail') {
    const told = [`Expected: ${expected}`, `Observed: ${observed}`, ...(check.at === undefined ? [] : [`At: ${placeWords(check.at)}`]), `Fix: ${fix}`, `Reproduce: ${reproduce}`];
    return xml`<failure type="${points(check.possible)} points" message="${word(observed)}">${told.map((text) => `${printable(manyLines(text, longest.block).join('\n'))}\n`)}</failure>`;
  }
  return cause === 'fault' ? xml`<error type="fault" message="${word(reason)}"/>` : xml`<skipped message="${word(`${verdict}: ${reason}`)}"/>`;
}

function counts(checks: readonly CheckResult[]): Markup {
  const failures = checks.filter(({ verdict }) => verdict === 'fail').length;
  const errors = checks.filter(({ cause }) => cause === 'fault').length;
  const skipped = checks.filter(({ verdict, cause }) => verdict === 'blocked' || (verdict === 'unverified' && cause !== 'fault')).length;
  return xml` tests="${checks.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

/** The two characters that XML can't hold and other text can. */
const printable = (text: string): string => text.replaceAll(/[\ufffe\uffff]/g, '\ufffd');

const word = (text: string): string => printable(oneLine(text, longest.line));

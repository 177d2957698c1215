import { type Bundle, type BundleEntry } from '../../src/evidence/bundle.ts';
import type { CheckResult, Report } from '../../src/grade/report.ts';
import { checksOf } from '../mutant-proof.ts';
import type { Run } from './graded.ts';

type Whole = Run & { readonly report: Report };

/** What a fault of ours broke of what docc promises, compared with the same grade when nothing went wrong; nothing where all is kept. */
export function broken(calm: Whole, run: Run): readonly string[] {
  if (run.report === undefined) return withoutReport(run);
  const by = new Map(checksOf(run.report).map((check) => [check.id, check]));
  const wrong = checksOf(calm.report).flatMap((before) => wrongly(before, by.get(before.id)));
  return [...wrong, ...codeOf(run, run.report)];
}

/** Where no file can be written or nothing read, that is said, and nobody is told a grade. */
function withoutReport({ code, stderr }: Run): readonly string[] {
  return code === 3 && stderr.includes('our fault, no point lost') ? [] : [`no report, and exit code ${code}: ${stderr.slice(-1500)}`];
}

function wrongly(before: CheckResult, after: CheckResult | undefined): readonly string[] {
  const told = `${before.id}: ${said(before)} became ${after === undefined ? 'nothing' : said(after)}`;
  if (after === undefined) return [told];
  const isOurs = after.verdict === 'unverified' && (after.cause === 'fault' || after.cause === 'not-exercised');
  const isLost = before.verdict === 'fail' || before.verdict === 'blocked';
  const isSame = after.verdict === before.verdict && after.cause === before.cause;
  return isOurs || isSame || (isLost && (after.verdict === 'fail' || after.verdict === 'blocked')) ? [] : [told];
}

const said = ({ verdict, cause, observed, reason }: CheckResult): string => [verdict, cause, observed ?? reason].filter((each) => each !== undefined).join(' ').slice(0, 400);

function codeOf({ code }: Run, { faults }: Report): readonly string[] {
  const right = faults.length > 0 ? 3 : 0;
  return code === right ? [] : [`exit code ${code} with ${faults.length} faults`];
}

/** What the next grade, which nothing hinders, owes after one that something did: the same report, and nothing collected twice. */
export function brokenNext(calm: Whole, run: Run, next: Run): readonly string[] {
  const same = next.report === undefined ? ['the next grade has no report'] : differing(calm.report, next.report);
  const code = next.code === calm.code ? [] : [`the next grade ends with ${next.code}: ${JSON.stringify(next.report?.faults ?? next.stderr.slice(-500))}`];
  return [...same, ...code, ...(run.code === 3 && run.bundle !== undefined && next.bundle !== undefined ? collectedTwice(run.bundle, next.bundle) : [])];
}

const lasting = ({ timeline: _timeline, measured: _measured, ...report }: Report): string => JSON.stringify(report, null, 1);

function differing(calm: Report, next: Report): readonly string[] {
  const [before, after] = [lasting(calm).split('\n'), lasting(next).split('\n')];
  const at = before.findIndex((line, place) => line !== after[place]);
  return at === -1 && before.length === after.length ? [] : [`the next grade says ${after[at]?.trim()} where it should say ${before[at]?.trim()}`];
}

const collectedTwice = (run: Bundle, next: Bundle): readonly string[] =>
  Object.entries(run.sections).flatMap(([id, entry]) => (entry.status === 'observed' && !isSame(entry, next.sections[id]) ? [`${id} was collected twice`] : []));

const isSame = (one: BundleEntry, other: BundleEntry | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);

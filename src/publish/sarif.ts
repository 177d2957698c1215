import { hash } from 'node:crypto';
import type { Location } from '../evidence/observation.ts';
import type { Edit } from '../grade/judgement.ts';
import type { CheckResult, Report } from '../grade/report.ts';
import { jsonText } from './json.ts';
import { type Loss, lossesOf } from './losses.ts';
import { httpsAddress, inMarkdown, longest, manyLines, oneLine } from './neutral.ts';
import { checksOf, inPoints } from './words.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The report's lost points as SARIF 2.1.0 text, for code scanning and editors: one result for each check that failed, one rule for each check. */
export function reportSarif(report: Report): string {
  const rules = checksOf(report);
  const places = new Map(rules.map(({ id }, place) => [id, place]));
  const results = lossesOf(report).flatMap(({ losses }) => losses.map((loss) => result(loss, places.get(loss.check.id) ?? -1)));
  const run = {
    tool: { driver: { name: 'docc', version: oneLine(report.grader.version, longest.name), rules: rules.map(rule) } },
    automationDetails: { id: `docc/${uriOf(report.challenge.id) ?? 'challenge'}/` },
    invocations: [{ executionSuccessful: report.faults.length === 0, toolExecutionNotifications: report.faults.map(notification) }],
    columnKind: 'utf16CodeUnits',
    results,
  };
  return jsonText({ $schema: schema, version: '2.1.0', runs: [run] });
}

/** What a check asks, for whoever opens a result of it. */
function rule({ id, title, why, docs, level, skills, tier }: CheckResult): object {
  const helpUri = httpsAddress(docs);
  // The standard has no empty text.
  const asked = plain(title, longest.name) || 'A check';
  const reason = plain(why, longest.paragraph);
  return {
    id: oneLine(id, longest.name),
    shortDescription: { text: asked },
    ...(reason !== '' && { fullDescription: { text: reason } }),
    ...(helpUri !== undefined && { helpUri }),
    help: {
      text: [asked, reason, ...(helpUri === undefined ? [] : [helpUri])].filter((line) => line !== '').join('\n'),
      markdown: [inMarkdown(title, longest.name), inMarkdown(why, longest.paragraph), ...(helpUri === undefined ? [] : [`[Read more](${helpUri})`])].filter((line) => line !== '').join('\n\n') || asked,
    },
    properties: { level, tier, tags: skills.map((skill) => oneLine(skill, longest.name)).filter((skill, place, all) => all.indexOf(skill) === place) },
  };
}

function result({ check, blocks }: Loss, ruleIndex: number): object {
  const { id, at, alsoAt = [], edits = [], possible } = check;
  const related = alsoAt.flatMap((place) => locationOf(place) ?? []);
  return {
    ruleId: oneLine(id, longest.name),
    ...(ruleIndex >= 0 && { ruleIndex }),
    // What others wait for comes first where results are sorted by level.
    level: blocks.length > 0 ? 'error' : 'warning',
    message: { text: messageOf(check) },
    // Code scanning refuses a result without a place: what is nowhere yet is said of the whole.
    locations: [(at && locationOf(at)) ?? { physicalLocation: { artifactLocation: { uri: '.' } } }],
    ...(related.length > 0 && { relatedLocations: related.map((location, place) => ({ id: place + 1, ...location })) }),
    partialFingerprints: { 'doccCheckAndPath/v1': fingerprint(check) },
    ...(edits.length > 0 && fixesOf(check, edits)),
    properties: { points: possible },
  };
}

function messageOf({ observed = '', expected = '', fix = '', possible }: CheckResult): string {
  const lines = [observed, `Expected: ${expected}`, `Fix: ${fix}`].map((text) => plain(text, longest.block));
  return [...lines, `${inPoints(possible)} lost.`].join('\n');
}

/** In a message of SARIF, brackets are links unless a backslash stands before them. */
const plain = (text: string, limit: number): string => manyLines(text, limit).join('\n').replaceAll(/[\\[\]]/g, '\\$&');

// No line in it, so that lines which move leave the result what it was; a check has one result, so nothing else need tell it from others.
const fingerprint = ({ id, at }: CheckResult): string => hash('sha256', `${id}\n${at?.path ?? ''}`.toWellFormed());

function locationOf({ path, line }: Location): { readonly physicalLocation: object } | undefined {
  const uri = uriOf(path);
  if (uri === undefined) return undefined;
  return { physicalLocation: { artifactLocation: { uri }, ...(line !== undefined && { region: { startLine: line } }) } };
}

/** Undefined for a path that climbs, or isn't whole. */
function uriOf(path: string): string | undefined {
  const names = path.split('/');
  if (!path.isWellFormed() || names.some((name) => ['', '.', '..'].includes(name))) return undefined;
  return names.map(encodeURIComponent).join('/');
}

function fixesOf({ fix = '' }: CheckResult, edits: readonly Edit[]): object {
  const changes = [...Map.groupBy(edits, ({ path }) => path)].flatMap(([path, of]) => {
    const uri = uriOf(path);
    return uri === undefined ? [] : [{ artifactLocation: { uri }, replacements: of.map(replacement) }];
  });
  return changes.length === 0 ? {} : { fixes: [{ description: { text: plain(fix, longest.block) || 'What mends it' }, artifactChanges: changes }] };
}

/** Whole lines, with the end of the last: from the first column of one to the first column of the line after. */
const replacement = ({ from, to, text }: Edit): object => ({
  deletedRegion: { startLine: from, startColumn: 1, endLine: to + 1, endColumn: 1 },
  ...(text !== '' && { insertedContent: { text: `${text.toWellFormed()}\n` } }),
});

const notification = ({ message, repair }: Report['faults'][number]): object => ({
  level: 'error',
  message: { text: `${plain(message, longest.paragraph)}\nRepair: ${plain(repair, longest.paragraph)}` },
});

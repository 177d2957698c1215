import { z } from 'zod';
import { faulted, notExercised, type Observation, observed } from '../../evidence/observation.ts';
import { jsonOf } from '../../tools/json.ts';
import type { TrivyPort } from '../../tools/trivy.ts';
import type { ScanFacts, Vulnerability } from './section.ts';

const severity = z.enum(['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);

/** What of Trivy's report is read: https://trivy.dev/latest/docs/configuration/reporting/#json */
const trivyReport = z.object({
  /** Without it an empty object would be a report without a vulnerability. */
  SchemaVersion: z.int(),
  Results: z
    .array(
      z.object({
        Target: z.string(),
        Class: z.string().optional(),
        Type: z.string().optional(),
        Packages: z.array(z.unknown()).optional(),
        Vulnerabilities: z
          .array(
            z.object({
              VulnerabilityID: z.string(),
              PkgName: z.string(),
              InstalledVersion: z.string(),
              FixedVersion: z.string().optional(),
              Severity: severity,
              Title: z.string().optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
});

type TrivyReport = z.infer<typeof trivyReport>;

export type Scanned = {
  /** Of the OCI layout. */
  readonly layout: string;
  readonly manifest: string;
  readonly dockerfile: string;
};

export async function collectScan({ layout, manifest, dockerfile }: Scanned, port: TrivyPort): Promise<Observation<ScanFacts>> {
  const found = await port.open();
  if (found.kind === 'fault') return faulted(found.fault);
  if (found.kind === 'absent') return notExercised(found.absence);
  const { trivy } = found;
  const answer = await trivy.scan(layout);
  if (answer.kind === 'fault') return faulted(answer.fault);
  const read = readReport(answer.json);
  if (read === undefined) return faulted({ message: `trivy ${trivy.version} answered what docc can't read`, repair: 'Install the version of trivy that docc pins.' });
  return observed({ dockerfile, manifest, trivy: trivy.version, database: trivy.database, ...foundIn(read) });
}

const readReport = (json: Buffer): TrivyReport | undefined => trivyReport.safeParse(jsonOf(json)).data;

/** As many as a person reads, and more than a section has room for otherwise. */
const mostRecorded = 100;

/** Pure: Trivy's report in docc's words. */
export function foundIn({ Results: results = [] }: Pick<TrivyReport, 'Results'>): Pick<ScanFacts, 'scanned' | 'counts' | 'vulnerabilities'> {
  const all = results.flatMap(({ Target: target, Vulnerabilities: each = [] }) => each.map((one) => vulnerabilityOf(target, one)));
  const severe = all.filter(({ severity: rank }) => rank === 'HIGH' || rank === 'CRITICAL');
  return {
    scanned: results.map(({ Target: target, Type: type, Class: of, Packages: packages }) => ({
      target,
      type: type ?? of ?? 'unknown',
      ...(packages !== undefined && { packages: packages.length }),
    })),
    counts: { severeFixable: severe.filter(({ fixed }) => fixed !== undefined).length, severe: severe.length, all: all.length },
    vulnerabilities: all.toSorted(worstFirst).slice(0, mostRecorded),
  };
}

type Reported = NonNullable<NonNullable<TrivyReport['Results']>[number]['Vulnerabilities']>[number];

const shown = (text: string): string => text.slice(0, 200);

function vulnerabilityOf(target: string, { VulnerabilityID: id, PkgName: name, InstalledVersion: installed, FixedVersion: fixed = '', Severity: rank, Title: title }: Reported): Vulnerability {
  return {
    id: shown(id),
    severity: rank,
    package: shown(name),
    target: shown(target),
    installed: shown(installed),
    ...(fixed !== '' && { fixed: shown(fixed) }),
    ...(title !== undefined && { title: shown(title) }),
  };
}

const ranks = severity.options;

/** Then by name, so that the same image reads the same. */
function worstFirst(one: Vulnerability, other: Vulnerability): number {
  const rank = ranks.indexOf(other.severity) - ranks.indexOf(one.severity);
  const mended = Number(other.fixed !== undefined) - Number(one.fixed !== undefined);
  const [left, right] = [one, other].map(({ id, package: name, target }) => `${id} ${name} ${target}`);
  return rank || mended || ((left ?? '') < (right ?? '') ? -1 : 1);
}

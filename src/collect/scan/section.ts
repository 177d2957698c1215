import { z } from 'zod';
import { section } from '../../evidence/section.ts';

const vulnerability = z.strictObject({
  /** `CVE-2026-1234`. */
  id: z.string(),
  severity: z.enum(['UNKNOWN', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  package: z.string(),
  /** Where the package was found: a binary, a package database. */
  target: z.string(),
  installed: z.string(),
  /** Absent: nobody has mended it yet. */
  fixed: z.string().optional(),
  title: z.string().optional(),
});

/** Trivy on the built image, with docc's own configuration and nothing of the submission's. */
export const scan = section({
  id: 'scan',
  version: 1,
  tier: 'image',
  schema: z.strictObject({
    dockerfile: z.string(),
    manifest: z.string(),
    trivy: z.string(),
    /** When the database was made, as an ISO time. */
    database: z.string(),
    /** What Trivy could read packages of: an operating system, a Go binary. None: nothing could be scanned, which is not clean. */
    scanned: z.array(z.strictObject({ target: z.string(), type: z.string(), packages: z.int().nonnegative().optional() })),
    counts: z.strictObject({
      /** HIGH and CRITICAL for which a fix is published. */
      severeFixable: z.int().nonnegative(),
      severe: z.int().nonnegative(),
      all: z.int().nonnegative(),
    }),
    /** The worst first, those that have a fix before the others; at most 100. */
    vulnerabilities: z.array(vulnerability),
  }),
  upcasters: {},
});

export type ScanFacts = z.infer<typeof scan.schema>;
export type Vulnerability = z.infer<typeof vulnerability>;

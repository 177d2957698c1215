/** Days of UTC: `2027-08-02`. */
export type SupportedVersion = {
  readonly released: string;
  /** From the beginning of this day the version is billed as extended support. */
  readonly standardEnds: string;
  readonly extendedEnds: string;
};

/**
 * EKS versions since 1.28, oldest first; read on 21 November 2026.
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html#kubernetes-release-calendar, cross-read with https://endoflife.date/amazon-eks
 */
export const supportCalendar: Readonly<Record<string, SupportedVersion>> = {
  '1.28': { released: '2023-09-26', standardEnds: '2024-11-26', extendedEnds: '2025-11-26' },
  '1.29': { released: '2024-01-23', standardEnds: '2025-03-23', extendedEnds: '2026-03-23' },
  '1.30': { released: '2024-05-23', standardEnds: '2025-07-23', extendedEnds: '2026-07-23' },
  '1.31': { released: '2024-09-26', standardEnds: '2025-11-26', extendedEnds: '2026-11-26' },
  '1.32': { released: '2025-01-23', standardEnds: '2026-03-23', extendedEnds: '2027-03-23' },
  '1.33': { released: '2025-05-29', standardEnds: '2026-07-29', extendedEnds: '2027-07-29' },
  '1.34': { released: '2025-10-02', standardEnds: '2026-12-02', extendedEnds: '2027-12-02' },
  '1.35': { released: '2026-01-27', standardEnds: '2027-03-27', extendedEnds: '2028-03-27' },
  '1.36': { released: '2026-06-02', standardEnds: '2027-08-02', extendedEnds: '2028-08-02' },
};

/** When it was read: versions that it lacks may have come since. */
export const calendarRead = '2026-11-21';

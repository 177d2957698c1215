import { longest, oneLine } from '../publish/neutral.ts';
import type { DownloadEvent } from '../tools/program-download.ts';

/** What a person who waits for a download is told. */
export function downloadWords(event: DownloadEvent): string {
  switch (event.kind) {
    case 'begun':
      return event.resumedAt === 0 ? `from ${event.host}` : `from ${event.host}, going on after ${mebibytes(event.resumedAt)} MiB`;
    case 'received':
      return `${mebibytes(event.bytes)}${event.of === undefined ? '' : ` of ${mebibytes(event.of)}`} MiB`;
    case 'again':
      return `once more: ${oneLine(event.why, longest.line)}`;
    case 'verified':
      return `${mebibytes(event.bytes)} MiB, and its checksum is right`;
  }
}

const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1);

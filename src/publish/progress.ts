import { columnsOf, fitted } from './terminal/layout.ts';

/**
 * What a person who waits sees on stderr. Written here and not with listr2, which takes longer to load than the source
 * tier takes to run.
 */

/** What the collecting room tells of a section. */
export type SectionEvent =
  | { readonly kind: 'started'; readonly section: string }
  | { readonly kind: 'step'; readonly section: string; readonly step: string }
  | { readonly kind: 'ended'; readonly section: string; readonly seconds: number; readonly status: Status }
  | { readonly kind: 'resumed'; readonly section: string };

type Status = 'observed' | 'refused' | 'fault' | 'not-exercised';

export type ProgressState = {
  readonly running: readonly { readonly section: string; readonly since: number; readonly step?: string }[];
  /** What each section that ended came to, in order. */
  readonly ended: readonly string[];
};

export const nothingYet: ProgressState = { running: [], ended: [] };

/** The state after an event; `now` in seconds from any start. */
export function advance({ running, ended }: ProgressState, event: SectionEvent, now: number): ProgressState {
  if (event.kind === 'step') return { running: running.map((each) => (each.section === event.section ? { ...each, step: event.step } : each)), ended };
  const others = running.filter(({ section }) => section !== event.section);
  if (event.kind === 'started') return { running: [...others, { section: event.section, since: now }], ended };
  return { running: others, ended: [...ended, endWords(event)] };
}

const statusWords: Readonly<Record<Status, (section: string, time: string) => string>> = {
  observed: (section, time) => `✓ ${section} ${time}`,
  refused: (section, time) => `✗ ${section} ${time}`,
  fault: (section, time) => `! ${section} ${time} (our fault)`,
  'not-exercised': (section) => `- ${section} (not exercised)`,
};

const endWords = (event: Exclude<SectionEvent, { kind: 'started' | 'step' }>): string =>
  event.kind === 'resumed' ? `✓ ${event.section} (from the last run)` : statusWords[event.status](event.section, duration(event.seconds));

/** `0.1 s`, `2 min 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

// A terminal can take back only the lines that it still shows.
const mostRunning = 8;

/** One line for each section at work; none wider than the terminal, since a line that wraps can't be taken back. */
export function runningLines({ running }: ProgressState, now: number, columns: number): readonly string[] {
  const over = running.length - mostRunning;
  const lines = running.slice(0, mostRunning).map(({ section, since, step }) => `… ${section} ${duration(now - since)}${step === undefined ? '' : ` ${step}`}`);
  return [...lines, ...(over > 0 ? [`… and ${over} more`] : [])].map((line) => fitted(line, columns - 1));
}

/** Everything that ended, on as few lines as it takes. */
export function endedLines({ ended }: ProgressState, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const words of ended) {
    const last = lines.at(-1);
    const longer = `${last} · ${words}`;
    if (last !== undefined && columnsOf(longer) < columns) lines.splice(-1, 1, longer);
    else lines.push(words);
  }
  return lines;
}

export type ProgressStream = { readonly write: (text: string) => unknown; readonly isTTY: boolean; readonly columns: number };

export type Progress = { readonly tell: (event: SectionEvent) => void; readonly end: () => void };

/** Progress on a stream: redrawn where someone looks, a line for each start and end where a log is kept, nothing when quiet. */
export function progressOn(stream: ProgressStream, { quiet }: { readonly quiet: boolean }): Progress {
  if (quiet) return { tell: () => {}, end: () => {} };
  const elapsed = (): number => performance.now() / 1000;
  return stream.isTTY ? new RedrawnProgress(stream, elapsed) : loggedProgress(stream, elapsed);
}

function loggedProgress(stream: ProgressStream, elapsed: () => number): Progress {
  const since = new Map<string, number>();
  const lineOf = (event: SectionEvent): string => {
    if (event.kind === 'step') return `… ${event.section} ${duration(elapsed() - (since.get(event.section) ?? elapsed()))}: ${event.step}`;
    if (event.kind !== 'started') return endWords(event);
    since.set(event.section, elapsed());
    return `… ${event.section}`;
  };
  return { tell: (event) => void stream.write(`${lineOf(event)}\n`), end: () => {} };
}

const redrawEvery = 100;

/** Holds the timer that redraws; `end` stops it and leaves the list of what was done. */
export class RedrawnProgress implements Progress {
  readonly #stream: ProgressStream;
  readonly #elapsed: () => number;
  readonly #timer: NodeJS.Timeout;
  #state = nothingYet;
  #drawn = 0;

  /** `elapsed` gives seconds from any start and never goes back. */
  constructor(stream: ProgressStream, elapsed: () => number) {
    this.#stream = stream;
    this.#elapsed = elapsed;
    // Drawn by the timer alone, so that what ends within its first tick never flickers.
    this.#timer = setInterval(() => this.draw(), redrawEvery).unref();
  }

  readonly tell = (event: SectionEvent): void => {
    this.#state = advance(this.#state, event, this.#elapsed());
  };

  draw(): void {
    const lines = runningLines(this.#state, this.#elapsed(), this.#stream.columns);
    this.#replace(lines);
    this.#drawn = lines.length;
  }

  readonly end = (): void => {
    clearInterval(this.#timer);
    this.#replace(endedLines(this.#state, this.#stream.columns));
    this.#drawn = 0;
  };

  #replace(lines: readonly string[]): void {
    const back = this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A\u001b[0J`;
    const text = back + lines.map((line) => `${line}\n`).join('');
    if (text !== '') this.#stream.write(text);
  }
}

import { describe, expect, it, onTestFinished } from 'vitest';
import { advance, duration, endedLines, nothingYet, progressOn, RedrawnProgress, runningLines, type SectionEvent } from './progress.ts';

const events: readonly SectionEvent[] = [
  { kind: 'started', section: 'tree' },
  { kind: 'started', section: 'lint' },
  { kind: 'ended', section: 'tree', seconds: 0.04, status: 'observed' },
  { kind: 'resumed', section: 'dockerfile' },
  { kind: 'ended', section: 'lint', seconds: 75.2, status: 'fault' },
  { kind: 'ended', section: 'workflow', seconds: 0.1, status: 'refused' },
  { kind: 'ended', section: 'image', seconds: 0, status: 'not-exercised' },
];

const after = (count: number) => events.slice(0, count).reduce((state, event, second) => advance(state, event, second), nothingYet);

const stream = (isTTY: boolean, columns = 80) => {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
};

it.each([
  [0, '0.0 s'],
  [59.9, '59.9 s'],
  [59.96, '1 min 00 s'],
  [125, '2 min 05 s'],
])('%d seconds are %s', (seconds, words) => expect(duration(seconds)).toBe(words));

describe('lines', () => {
  it('are one for each section at work', () => expect(runningLines(after(2), 3, 80)).toEqual(['… tree 3.0 s', '… lint 2.0 s']));

  it('never wrap and never fill the screen', () => {
    const state = { ...nothingYet, running: Array.from({ length: 30 }, (_, place) => ({ section: `a-very-long-section-${place}`, since: 0 })) };
    const lines = runningLines(state, 1, 20);
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toBe('… and 22 more');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(20);
  });

  it('are a compact list in the end', () => {
    expect(endedLines(after(7), 60)).toEqual([
      '✓ tree 0.0 s · ✓ dockerfile (from the last run)',
      '! lint 1 min 15 s (our fault) · ✗ workflow 0.1 s',
      '- image (not exercised)',
    ]);
  });
});

describe('on a stream', () => {
  it('is quiet when told', () => {
    const silent = stream(true);
    const progress = progressOn(silent, { quiet: true });
    progress.tell({ kind: 'started', section: 'tree' });
    progress.end();
    expect(silent.written).toEqual([]);
  });

  it('is a line for each start and end in a log', () => {
    const log = stream(false);
    const progress = progressOn(log, { quiet: false });
    events.slice(0, 3).forEach(progress.tell);
    progress.end();
    expect(log.written).toEqual(['… tree\n', '… lint\n', '✓ tree 0.0 s\n']);
  });

  it('takes back what it drew and leaves the list', () => {
    const terminal = stream(true);
    const progress = new RedrawnProgress(terminal, () => 1);
    onTestFinished(progress.end);
    events.slice(0, 2).forEach(progress.tell);
    progress.draw();
    events.slice(2, 3).forEach(progress.tell);
    progress.draw();
    progress.end();
    expect(terminal.written).toEqual(['… tree 0.0 s\n… lint 0.0 s\n', '\u001b[2A\u001b[0J… lint 0.0 s\n', '\u001b[1A\u001b[0J✓ tree 0.0 s\n']);
  });

  it('draws nothing for what ends at once', () => {
    const terminal = stream(true);
    const progress = progressOn(terminal, { quiet: false });
    events.slice(0, 1).forEach(progress.tell);
    events.slice(2, 3).forEach(progress.tell);
    progress.end();
    expect(terminal.written).toEqual(['✓ tree 0.0 s\n']);
  });
});

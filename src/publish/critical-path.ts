export type Span = { readonly section: string; readonly started: number; readonly seconds: number };

const endOf = ({ started, seconds }: Span): number => started + seconds;

/** Clocks of collectors are read one after the other: who begins this little before another's end may well have waited for it. */
const tolerance = 0.005;

/**
 * What made it take as long as it took: from the last to end back to the first, each time the one whose end came last before this
 * one could begin. First to last. Nothing in the time between two of them was waited for but what no collector shows.
 */
export function criticalPath<Each extends Span>(timeline: readonly Each[]): readonly Each[] {
  const path: Each[] = [];
  const open = new Set(timeline);
  for (let at = lastOf([...open]); at !== undefined; at = lastOf([...open].filter((each) => endOf(each) <= beginning(path) + tolerance))) {
    path.unshift(at);
    open.delete(at);
  }
  return path;
}

const beginning = ([first]: readonly Span[]): number => first?.started ?? Number.POSITIVE_INFINITY;

/** The one that ends last; of several the one that took longest. */
const lastOf = <Each extends Span>(spans: readonly Each[]): Each | undefined => spans.toSorted((one, other) => endOf(other) - endOf(one) || other.seconds - one.seconds)[0];

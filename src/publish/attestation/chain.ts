import { UnprovenGrade } from './envelope.ts';

/** What a proof by Sigstore hangs on, in the order in which it is looked at. */
export const chain = ['trusted root', 'bundle', 'time', 'certificate', 'log', 'signature', 'workflow', 'statement', 'report'] as const;
export type Link = (typeof chain)[number];

/** A link that doesn't hold. Nothing behind it was looked at. */
export class BrokenLink extends UnprovenGrade {
  override name = 'BrokenLink';
  readonly link: Link;

  constructor(link: Link, message: string, options?: ErrorOptions) {
    super(`${link}: ${message}`, options);
    this.link = link;
  }
}

/** The first of several that is proven. Where none is, the one that came furthest says why: it is the one that was meant. */
export async function firstProven<Of, Proof>(several: readonly [Of, ...Of[]], prove: (each: Of) => Promise<Proof>): Promise<Proof> {
  const broken: BrokenLink[] = [];
  for (const each of several) {
    try {
      return await prove(each);
    } catch (error) {
      if (!(error instanceof BrokenLink)) throw error;
      broken.push(error);
    }
  }
  throw broken.reduce((furthest, error) => (chain.indexOf(error.link) > chain.indexOf(furthest.link) ? error : furthest));
}

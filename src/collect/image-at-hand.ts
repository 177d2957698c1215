import type { Observation } from '../evidence/observation.ts';

/** An image lies in a folder that is gone when the image tier ends: who else needs it takes it in between. */
export type ImageAtHand<Image> = {
  /** Ends when it was used, or nobody wants it any more. */
  readonly offer: (image: Image) => Promise<void>;
  /** There is none, and there will be none. */
  readonly none: (because: Observation<never>) => void;
  /** Aborted by that: what is being made for it alone need not be finished. */
  readonly missing: AbortSignal;
  readonly use: <T>(use: (image: Image) => Promise<T>) => Promise<{ readonly kind: 'used'; readonly value: T } | { readonly kind: 'none'; readonly because: Observation<never> }>;
  /** Nobody wants it. */
  readonly close: () => void;
};

type Offered<Image> = { readonly kind: 'image'; readonly image: Image } | { readonly kind: 'none'; readonly because: Observation<never> };

export function imageAtHand<Image>(): ImageAtHand<Image> {
  const offered = Promise.withResolvers<Offered<Image>>();
  const closed = Promise.withResolvers<void>();
  const missing = new AbortController();
  return {
    offer: async (image) => {
      offered.resolve({ kind: 'image', image });
      await closed.promise;
    },
    none: (because) => {
      offered.resolve({ kind: 'none', because });
      missing.abort();
    },
    missing: missing.signal,
    use: async (use) => {
      const found = await offered.promise;
      if (found.kind === 'none') return found;
      try {
        return { kind: 'used', value: await use(found.image) };
      } finally {
        closed.resolve();
      }
    },
    close: () => closed.resolve(),
  };
}

/** Versions to write where none is given; as of November 2026. */
export const suggestedTags: ReadonlyMap<string, string> = new Map([
  ['golang', '1.26'], // https://go.dev/doc/devel/release
  ['alpine', '3.22'], // https://alpinelinux.org/releases/
  ['debian', 'trixie-slim'], // https://www.debian.org/releases/
  ['ubuntu', '26.04'], // https://ubuntu.com/about/release-cycle
  ['busybox', '1.37'], // https://hub.docker.com/_/busybox
  ['gcr.io/distroless/static', 'nonroot'], // https://github.com/GoogleContainerTools/distroless
  ['gcr.io/distroless/static-debian12', 'nonroot'],
  ['gcr.io/distroless/static-debian13', 'nonroot'],
  ['gcr.io/distroless/base-debian12', 'nonroot'],
  ['gcr.io/distroless/base-debian13', 'nonroot'],
]);

/** Tags that promise to change: they name no version. https://docs.docker.com/build/building/best-practices/#pin-base-image-versions */
export const movingTags = /^(latest(-.*)?|edge|nightly|rolling|unstable|canary|tip|devel|dev|main|master)$/;

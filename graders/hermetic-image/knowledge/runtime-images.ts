/**
 * Images that programs are put on and that hold none of ours, by their names without a tag; as of November 2026.
 * https://hub.docker.com/search?badges=official&categories=Operating+Systems, https://github.com/GoogleContainerTools/distroless,
 * https://images.chainguard.dev, https://catalog.redhat.com/software/base-images
 */
export const runtimeImages = new RegExp(
  [
    String.raw`^(?:(?:docker\.io|public\.ecr\.aws\/docker|mirror\.gcr\.io)\/)?(?:library\/)?(?:alpine|debian|ubuntu|busybox|fedora|rockylinux|almalinux|oraclelinux|amazonlinux|archlinux|photon)$`,
    String.raw`^gcr\.io\/distroless\/`,
    String.raw`^cgr\.dev\/chainguard\/`,
    String.raw`^registry\.(?:access\.)?redhat\.(?:com|io)\/ubi`,
  ].join('|'),
);

/**
 * Where Kubernetes puts tokens in a pod, and EKS those for AWS. Behind a link of the image's own (`/var/run` to `/run`) the kernel
 * tells the place it leads to.
 */
const tokenPlace = /\/run\/secrets\/(?:kubernetes\.io|eks\.amazonaws\.com)\/serviceaccount$/;

/** Where among a process's mounts, by its /proc/<pid>/mountinfo, a service account's token can be. */
export function tokenPlacesIn(mountinfo: string): readonly string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const point = line.split(' - ')[0]?.split(' ').at(4);
    return point !== undefined && tokenPlace.test(point) ? [point] : [];
  });
}

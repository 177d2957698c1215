/** The registries that the challenge lets an image be published to, as of November 2026. */

/** Docker Hub's names. https://docs.docker.com/reference/cli/docker/login/ */
export const dockerHub: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/** https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry */
export const gitHub = 'ghcr.io';

/** Private and public ECR. https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
export const elasticContainerRegistry = /^[^/]*\.dkr[.-]ecr(-fips)?\.[^/]*\.(amazonaws\.com(\.cn)?|on\.aws)$|^public\.ecr\.aws$/;

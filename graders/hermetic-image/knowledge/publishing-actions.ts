/** Actions besides Docker's own that push an image, with the inputs that name it; as of November 2026. */
export type PublishingAction = {
  /** Inputs that hold a name; several may be given. */
  readonly names: readonly string[];
  /** An input that holds the registry to put in front. */
  readonly registry?: string;
  readonly defaultRegistry?: string;
  /** An input that must be `true`. */
  readonly push?: string;
  /** Inputs that hold the context and the Dockerfile; absent: it pushes what the machine has. */
  readonly build?: { readonly context: string; readonly file: string };
  readonly source: string;
};

export const publishingActions: Readonly<Record<string, PublishingAction>> = {
  'redhat-actions/push-to-registry': { names: ['image'], registry: 'registry', source: 'https://github.com/redhat-actions/push-to-registry#action-inputs' },
  'elgohr/publish-docker-github-action': { names: ['name'], registry: 'registry', source: 'https://github.com/elgohr/Publish-Docker-Github-Action#usage', build: { context: 'context', file: 'dockerfile' } },
  'macbre/push-to-ghcr': { names: ['image_name'], defaultRegistry: 'ghcr.io', source: 'https://github.com/macbre/push-to-ghcr#usage', build: { context: 'context', file: 'dockerfile' } },
  'mr-smithers-excellent/docker-build-push': { names: ['image'], registry: 'registry', source: 'https://github.com/mr-smithers-excellent/docker-build-push#inputs', build: { context: 'directory', file: 'dockerfile' } },
};

/** Reusable workflows that build and push. */
export const publishingWorkflows: Readonly<Record<string, PublishingAction>> = {
  'docker/github-builder': { names: ['meta-images'], push: 'push', source: 'https://github.com/docker/github-builder#usage', build: { context: 'context', file: 'file' } },
};

/** Push what a file of their own names. */
export const publishersByConfiguration: ReadonlySet<string> = new Set(['docker/bake-action', 'goreleaser/goreleaser-action', 'earthly/actions-setup']);

/** A script, target or workflow so called may well publish. */
export const publishingName = /push|publish|release|deliver|deploy|ship|image|docker|container|registry/i;

/** And one so called does something else. */
export const otherName = /test|lint|check|fmt|format|vet|clean|setup|install|tools|deps|gen|valid|verify|bench|cover|scan|doc|prepare|build|compile|start|wait|tidy|audit/i;

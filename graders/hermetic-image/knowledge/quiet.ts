import { wordSet } from '../words.ts';

/** Actions that neither build or load an image nor write variables, but for those told of by their own documentation; as of November 2026. */
export const quietActions: ReadonlySet<string> = wordSet(`
  actions/attest actions/attest-build-provenance actions/attest-sbom actions/cache actions/checkout actions/setup-go actions/upload-artifact
  anchore/sbom-action aquasecurity/trivy-action aws-actions/amazon-ecr-login aws-actions/configure-aws-credentials docker/build-push-action
  docker/login-action docker/metadata-action docker/setup-buildx-action docker/setup-docker-action docker/setup-qemu-action
  github/codeql-action golangci/golangci-lint-action hadolint/hadolint-action redhat-actions/podman-login redhat-actions/push-to-registry sigstore/cosign-installer
  step-security/harden-runner
`);

/** Programs that neither build nor load an image. */
export const quietPrograms: ReadonlySet<string> = wordSet(`
  : [ [[ awk aws basename cat cd chmod chown command cosign cp crane curl cut date declare df diff dirname du echo env exit export false
  find gcrane gh git go gofmt golangci-lint grep gzip hadolint head id jq kill let local ls mkdir mktemp mv notation oras popd printenv
  printf pushd pwd read readonly regctl return rm sed seq set shift skopeo sleep sort syft tail tar tee test touch tr trap trivy true
  type typeset umask uname unset unzip wait wc wget which xargs yq zip
`);

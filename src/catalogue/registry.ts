// Made by `npm run generate`.
import type { Grader } from '../grade/grader.ts';
import dnsRecordGrader from '../../graders/dns-record/grader.ts';
import dnsRecordDnsRightsLeast from '../../graders/dns-record/checks/dns-rights-least.ts';
import dnsRecordRecordDeclared from '../../graders/dns-record/checks/record-declared.ts';
import dnsRecordRecordFollowsLoadBalancer from '../../graders/dns-record/checks/record-follows-load-balancer.ts';
import dnsRecordRecordHasOneOwner from '../../graders/dns-record/checks/record-has-one-owner.ts';
import dnsRecordRecordTtlSane from '../../graders/dns-record/checks/record-ttl-sane.ts';
import dnsRecordZoneKnown from '../../graders/dns-record/checks/zone-known.ts';
import eksClusterGrader from '../../graders/eks-cluster/grader.ts';
import eksClusterEksAccessMapped from '../../graders/eks-cluster/checks/eks-access-mapped.ts';
import eksClusterEksClusterDeclared from '../../graders/eks-cluster/checks/eks-cluster-declared.ts';
import eksClusterEksComputeDeclared from '../../graders/eks-cluster/checks/eks-compute-declared.ts';
import eksClusterEksControlPlaneLogs from '../../graders/eks-cluster/checks/eks-control-plane-logs.ts';
import eksClusterEksEndpointRestricted from '../../graders/eks-cluster/checks/eks-endpoint-restricted.ts';
import eksClusterEksEnforcesNetworkPolicy from '../../graders/eks-cluster/checks/eks-enforces-network-policy.ts';
import eksClusterEksIamLeastPrivilege from '../../graders/eks-cluster/checks/eks-iam-least-privilege.ts';
import eksClusterEksSpansZones from '../../graders/eks-cluster/checks/eks-spans-zones.ts';
import eksClusterEksVersionSupported from '../../graders/eks-cluster/checks/eks-version-supported.ts';
import eksClusterEksWorkloadIdentity from '../../graders/eks-cluster/checks/eks-workload-identity.ts';
import eksClusterNodesImds from '../../graders/eks-cluster/checks/nodes-imds.ts';
import eksClusterTerraformFormatted from '../../graders/eks-cluster/checks/terraform-formatted.ts';
import eksClusterTerraformNoSecrets from '../../graders/eks-cluster/checks/terraform-no-secrets.ts';
import eksClusterTerraformParses from '../../graders/eks-cluster/checks/terraform-parses.ts';
import eksClusterTerraformStateSafe from '../../graders/eks-cluster/checks/terraform-state-safe.ts';
import eksClusterTerraformVersionsPinned from '../../graders/eks-cluster/checks/terraform-versions-pinned.ts';
import hermeticImageGrader from '../../graders/hermetic-image/grader.ts';
import hermeticImageBaseImagesPinned from '../../graders/hermetic-image/checks/base-images-pinned.ts';
import hermeticImageBaseImagesTagged from '../../graders/hermetic-image/checks/base-images-tagged.ts';
import hermeticImageBinaryStatic from '../../graders/hermetic-image/checks/binary-static.ts';
import hermeticImageBuildNeedsNoNetwork from '../../graders/hermetic-image/checks/build-needs-no-network.ts';
import hermeticImageBuildReproducible from '../../graders/hermetic-image/checks/build-reproducible.ts';
import hermeticImageContextBounded from '../../graders/hermetic-image/checks/context-bounded.ts';
import hermeticImageDockerfileParses from '../../graders/hermetic-image/checks/dockerfile-parses.ts';
import hermeticImageEntrypointExecForm from '../../graders/hermetic-image/checks/entrypoint-exec-form.ts';
import hermeticImageGivenServerUnchanged from '../../graders/hermetic-image/checks/given-server-unchanged.ts';
import hermeticImageImageAttested from '../../graders/hermetic-image/checks/image-attested.ts';
import hermeticImageImageBuilds from '../../graders/hermetic-image/checks/image-builds.ts';
import hermeticImageImageHasNoKnownVulnerabilities from '../../graders/hermetic-image/checks/image-has-no-known-vulnerabilities.ts';
import hermeticImageImageLabelled from '../../graders/hermetic-image/checks/image-labelled.ts';
import hermeticImageImageMinimal from '../../graders/hermetic-image/checks/image-minimal.ts';
import hermeticImageImagePublishedSafely from '../../graders/hermetic-image/checks/image-published-safely.ts';
import hermeticImageImagePublished from '../../graders/hermetic-image/checks/image-published.ts';
import hermeticImageImageRunsAsNonRoot from '../../graders/hermetic-image/checks/image-runs-as-non-root.ts';
import hermeticImageImageShellFree from '../../graders/hermetic-image/checks/image-shell-free.ts';
import hermeticImageLayersCache from '../../graders/hermetic-image/checks/layers-cache.ts';
import hermeticImageLintNoErrors from '../../graders/hermetic-image/checks/lint-no-errors.ts';
import hermeticImageLintNoWarnings from '../../graders/hermetic-image/checks/lint-no-warnings.ts';
import hermeticImageMultiStage from '../../graders/hermetic-image/checks/multi-stage.ts';
import hermeticImageNoSecretsInDockerfile from '../../graders/hermetic-image/checks/no-secrets-in-dockerfile.ts';
import hermeticImageNoSecretsInImage from '../../graders/hermetic-image/checks/no-secrets-in-image.ts';
import hermeticImageRunsHermetically from '../../graders/hermetic-image/checks/runs-hermetically.ts';
import hermeticImageRunsIn64MiB from '../../graders/hermetic-image/checks/runs-in-64-MiB.ts';
import hermeticImageStopsGracefully from '../../graders/hermetic-image/checks/stops-gracefully.ts';
import hermeticImageWorkflowPinned from '../../graders/hermetic-image/checks/workflow-pinned.ts';
import ingressGrader from '../../graders/ingress/grader.ts';
import ingressIngressControllerInstalled from '../../graders/ingress/checks/ingress-controller-installed.ts';
import ingressIngressControllerMaintained from '../../graders/ingress/checks/ingress-controller-maintained.ts';
import ingressIngressControllerPinned from '../../graders/ingress/checks/ingress-controller-pinned.ts';
import ingressRouteClassProvided from '../../graders/ingress/checks/route-class-provided.ts';
import ingressRouteDeclared from '../../graders/ingress/checks/route-declared.ts';
import ingressRouteRedirectsHttp from '../../graders/ingress/checks/route-redirects-http.ts';
import ingressRouteTls from '../../graders/ingress/checks/route-tls.ts';
import securePodGrader from '../../graders/secure-pod/grader.ts';
import securePodChartRenders from '../../graders/secure-pod/checks/chart-renders.ts';
import securePodConfigInjected from '../../graders/secure-pod/checks/config-injected.ts';
import securePodImageImmutable from '../../graders/secure-pod/checks/image-immutable.ts';
import securePodImageTagged from '../../graders/secure-pod/checks/image-tagged.ts';
import securePodLabelsRecommended from '../../graders/secure-pod/checks/labels-recommended.ts';
import securePodManifestsValid from '../../graders/secure-pod/checks/manifests-valid.ts';
import securePodMetricsScraped from '../../graders/secure-pod/checks/metrics-scraped.ts';
import securePodNamespaceEnforcesRestricted from '../../graders/secure-pod/checks/namespace-enforces-restricted.ts';
import securePodNetworkPolicy from '../../graders/secure-pod/checks/network-policy.ts';
import securePodOwnNamespace from '../../graders/secure-pod/checks/own-namespace.ts';
import securePodOwnServiceAccount from '../../graders/secure-pod/checks/own-service-account.ts';
import securePodPodDropsCapabilities from '../../graders/secure-pod/checks/pod-drops-capabilities.ts';
import securePodPodNoHostAccess from '../../graders/secure-pod/checks/pod-no-host-access.ts';
import securePodPodNoPrivilegeEscalation from '../../graders/secure-pod/checks/pod-no-privilege-escalation.ts';
import securePodPodNonRoot from '../../graders/secure-pod/checks/pod-non-root.ts';
import securePodPodReadOnlyRoot from '../../graders/secure-pod/checks/pod-read-only-root.ts';
import securePodPodSeccomp from '../../graders/secure-pod/checks/pod-seccomp.ts';
import securePodProbesSet from '../../graders/secure-pod/checks/probes-set.ts';
import securePodRbacLeastPrivilege from '../../graders/secure-pod/checks/rbac-least-privilege.ts';
import securePodReplicasAndDisruption from '../../graders/secure-pod/checks/replicas-and-disruption.ts';
import securePodResourcesSet from '../../graders/secure-pod/checks/resources-set.ts';
import securePodValuesHaveSchema from '../../graders/secure-pod/checks/values-have-schema.ts';
import securePodWorkloadDeclared from '../../graders/secure-pod/checks/workload-declared.ts';

/** The graders of this repository as they were when this was made: what bundles and the package use. */
export const graders: readonly Grader[] = [
  { ...dnsRecordGrader, checks: [dnsRecordDnsRightsLeast, dnsRecordRecordDeclared, dnsRecordRecordFollowsLoadBalancer, dnsRecordRecordHasOneOwner, dnsRecordRecordTtlSane, dnsRecordZoneKnown] },
  { ...eksClusterGrader, checks: [eksClusterEksAccessMapped, eksClusterEksClusterDeclared, eksClusterEksComputeDeclared, eksClusterEksControlPlaneLogs, eksClusterEksEndpointRestricted, eksClusterEksEnforcesNetworkPolicy, eksClusterEksIamLeastPrivilege, eksClusterEksSpansZones, eksClusterEksVersionSupported, eksClusterEksWorkloadIdentity, eksClusterNodesImds, eksClusterTerraformFormatted, eksClusterTerraformNoSecrets, eksClusterTerraformParses, eksClusterTerraformStateSafe, eksClusterTerraformVersionsPinned] },
  { ...hermeticImageGrader, checks: [hermeticImageBaseImagesPinned, hermeticImageBaseImagesTagged, hermeticImageBinaryStatic, hermeticImageBuildNeedsNoNetwork, hermeticImageBuildReproducible, hermeticImageContextBounded, hermeticImageDockerfileParses, hermeticImageEntrypointExecForm, hermeticImageGivenServerUnchanged, hermeticImageImageAttested, hermeticImageImageBuilds, hermeticImageImageHasNoKnownVulnerabilities, hermeticImageImageLabelled, hermeticImageImageMinimal, hermeticImageImagePublishedSafely, hermeticImageImagePublished, hermeticImageImageRunsAsNonRoot, hermeticImageImageShellFree, hermeticImageLayersCache, hermeticImageLintNoErrors, hermeticImageLintNoWarnings, hermeticImageMultiStage, hermeticImageNoSecretsInDockerfile, hermeticImageNoSecretsInImage, hermeticImageRunsHermetically, hermeticImageRunsIn64MiB, hermeticImageStopsGracefully, hermeticImageWorkflowPinned] },
  { ...ingressGrader, checks: [ingressIngressControllerInstalled, ingressIngressControllerMaintained, ingressIngressControllerPinned, ingressRouteClassProvided, ingressRouteDeclared, ingressRouteRedirectsHttp, ingressRouteTls] },
  { ...securePodGrader, checks: [securePodChartRenders, securePodConfigInjected, securePodImageImmutable, securePodImageTagged, securePodLabelsRecommended, securePodManifestsValid, securePodMetricsScraped, securePodNamespaceEnforcesRestricted, securePodNetworkPolicy, securePodOwnNamespace, securePodOwnServiceAccount, securePodPodDropsCapabilities, securePodPodNoHostAccess, securePodPodNoPrivilegeEscalation, securePodPodNonRoot, securePodPodReadOnlyRoot, securePodPodSeccomp, securePodProbesSet, securePodRbacLeastPrivilege, securePodReplicasAndDisruption, securePodResourcesSet, securePodValuesHaveSchema, securePodWorkloadDeclared] },
];

# Nodes as pods need them. The managed group remains for Karpenter itself.
module "karpenter" {
  source  = "terraform-aws-modules/eks/aws//modules/karpenter"
  version = "~> 21.0"

  cluster_name                    = aws_eks_cluster.this.name
  node_iam_role_attach_cni_policy = false
}

resource "helm_release" "karpenter" {
  name       = "karpenter"
  namespace  = "kube-system"
  repository = "oci://public.ecr.aws/karpenter"
  chart      = "karpenter"
  version    = "1.8.1"

  values = [yamlencode({
    settings = {
      clusterName       = aws_eks_cluster.this.name
      interruptionQueue = module.karpenter.queue_name
    }
  })]

  depends_on = [
    aws_eks_access_policy_association.operator,
    aws_eks_addon.coredns,
    aws_eks_addon.pod_identity,
  ]
}

resource "kubectl_manifest" "node_class" {
  yaml_body = yamlencode({
    apiVersion = "karpenter.k8s.aws/v1"
    kind       = "EC2NodeClass"
    metadata   = { name = "general" }
    spec = {
      role                       = module.karpenter.node_iam_role_name
      amiSelectorTerms           = [{ alias = "al2023@latest" }]
      subnetSelectorTerms        = [for id in module.network.private_subnet_ids : { id = id }]
      securityGroupSelectorTerms = [{ id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id }]
      metadataOptions            = { httpTokens = "required", httpPutResponseHopLimit = 1 }
    }
  })

  depends_on = [helm_release.karpenter]
}

resource "kubectl_manifest" "node_pool" {
  yaml_body = yamlencode({
    apiVersion = "karpenter.sh/v1"
    kind       = "NodePool"
    metadata   = { name = "general" }
    spec = {
      template = {
        spec = {
          nodeClassRef = { group = "karpenter.k8s.aws", kind = "EC2NodeClass", name = "general" }
          requirements = [{ key = "karpenter.sh/capacity-type", operator = "In", values = ["on-demand"] }]
        }
      }
      limits = { cpu = 16 }
    }
  })

  depends_on = [kubectl_manifest.node_class]
}

provider "kubectl" {
  host                   = aws_eks_cluster.this.endpoint
  cluster_ca_certificate = base64decode(aws_eks_cluster.this.certificate_authority[0].data)
  load_config_file       = false

  exec {
    api_version = "client.authentication.k8s.io/v1beta1"
    command     = "aws"
    args        = ["eks", "get-token", "--region", var.region, "--cluster-name", aws_eks_cluster.this.name]
  }
}

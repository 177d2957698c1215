# Writes the names that Services ask for into the zone.
resource "helm_release" "external_dns" {
  name             = "external-dns"
  namespace        = "external-dns"
  create_namespace = true
  repository       = "https://kubernetes-sigs.github.io/external-dns"
  chart            = "external-dns"
  version          = "1.21.1"

  values = [yamlencode({
    provider      = { name = "aws" }
    sources       = ["service"]
    domainFilters = [var.domain]
    policy        = "sync"
    txtOwnerId    = var.cluster_name
    serviceAccount = {
      name = "external-dns"
    }
  })]

  depends_on = [
    aws_eks_access_policy_association.operator,
    aws_eks_addon.coredns,
    aws_eks_addon.kube_proxy,
    aws_eks_pod_identity_association.external_dns,
  ]
}

resource "aws_eks_pod_identity_association" "external_dns" {
  cluster_name    = aws_eks_cluster.this.name
  namespace       = "external-dns"
  service_account = "external-dns"
  role_arn        = aws_iam_role.external_dns.arn
}

resource "aws_iam_role" "external_dns" {
  name = "${var.cluster_name}-external-dns"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Principal = { Service = "pods.eks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "external_dns" {
  role = aws_iam_role.external_dns.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "route53:ChangeResourceRecordSets"
        Resource = data.aws_route53_zone.this.arn
      },
      {
        Effect   = "Allow"
        Action   = ["route53:ListHostedZones", "route53:ListResourceRecordSets", "route53:ListTagsForResources"]
        Resource = "*"
      },
    ]
  })
}

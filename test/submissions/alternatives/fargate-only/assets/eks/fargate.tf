# No nodes: every pod has a machine of its own.
resource "aws_eks_fargate_profile" "this" {
  for_each = toset(["kube-system", "traefik", "cert-manager", "monitoring", local.namespace])

  cluster_name           = aws_eks_cluster.this.name
  fargate_profile_name   = each.value
  pod_execution_role_arn = aws_iam_role.pods.arn
  subnet_ids             = module.network.private_subnet_ids

  selector {
    namespace = each.value
  }

  depends_on = [aws_iam_role_policy_attachment.pods]
}

resource "aws_iam_role" "pods" {
  name = "${var.cluster_name}-pods"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "eks-fargate-pods.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "pods" {
  role       = aws_iam_role.pods.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy"
}

resource "aws_eks_addon" "coredns" {
  cluster_name         = aws_eks_cluster.this.name
  addon_name           = "coredns"
  configuration_values = jsonencode({ computeType = "Fargate" })

  depends_on = [aws_eks_fargate_profile.this]
}

# On Fargate a security group of the pods does what a NetworkPolicy does elsewhere.
resource "aws_security_group" "docc_sample" {
  name   = "${var.cluster_name}-docc-sample"
  vpc_id = module.network.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "docc_sample" {
  security_group_id            = aws_security_group.docc_sample.id
  referenced_security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}

resource "kubernetes_manifest" "docc_sample_security_group" {
  manifest = {
    apiVersion = "vpcresources.k8s.aws/v1beta1"
    kind       = "SecurityGroupPolicy"
    metadata   = { name = "docc-sample", namespace = local.namespace }
    spec = {
      podSelector    = {}
      securityGroups = { groupIds = [aws_security_group.docc_sample.id] }
    }
  }

  depends_on = [kubernetes_namespace_v1.docc_sample]
}

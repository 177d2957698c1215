# What clusters of their own run as: https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html
data "aws_iam_policy_document" "cluster_trust" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "cluster" {
  name               = "docc-cluster"
  assume_role_policy = data.aws_iam_policy_document.cluster_trust.json
}

resource "aws_iam_role_policy_attachment" "cluster" {
  for_each = toset([
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
  ])

  role       = aws_iam_role.cluster.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/${each.value}"
}

# Balancers bear docc's marks from the call on that makes them, which the managed policy doesn't allow.
data "aws_iam_policy_document" "marked_balancers" {
  statement {
    actions = [
      "ec2:CreateSecurityGroup",
      "elasticloadbalancing:CreateListener",
      "elasticloadbalancing:CreateLoadBalancer",
      "elasticloadbalancing:CreateRule",
      "elasticloadbalancing:CreateTargetGroup",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/eks:eks-cluster-name"
      values   = ["$${aws:PrincipalTag/eks:eks-cluster-name}"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/docc-owner"
      values   = ["docc"]
    }
  }
}

resource "aws_iam_role_policy" "marked_balancers" {
  name   = "docc-marked-balancers"
  role   = aws_iam_role.cluster.id
  policy = data.aws_iam_policy_document.marked_balancers.json
}

data "aws_iam_policy_document" "node_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "node" {
  name               = "docc-node"
  assume_role_policy = data.aws_iam_policy_document.node_trust.json
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodeMinimalPolicy"])

  role       = aws_iam_role.node.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/${each.value}"
}

# Both roles make and remove namespaces and what fences them: in a cluster that is docc's alone, all of it is theirs.
resource "aws_eks_access_entry" "job" {
  for_each = { for name, role in aws_iam_role.job : name => role.arn if var.cluster != "" && name != "visitor" }

  cluster_name  = var.cluster
  principal_arn = each.value
}

resource "aws_eks_access_policy_association" "job" {
  for_each = aws_eks_access_entry.job

  cluster_name  = each.value.cluster_name
  principal_arn = each.value.principal_arn
  policy_arn    = "arn:${data.aws_partition.here.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}

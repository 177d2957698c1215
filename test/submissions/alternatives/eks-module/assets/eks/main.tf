locals {
  host = "service.docc.${var.domain}"
}

data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 6.0"

  name = var.cluster_name
  cidr = var.vpc_cidr
  azs  = slice(data.aws_availability_zones.available.names, 0, var.zone_count)

  public_subnets  = [for zone in range(var.zone_count) : cidrsubnet(var.vpc_cidr, 8, zone)]
  private_subnets = [for zone in range(var.zone_count) : cidrsubnet(var.vpc_cidr, 3, zone + 2)]

  enable_nat_gateway     = true
  one_nat_gateway_per_az = true

  public_subnet_tags  = { "kubernetes.io/role/elb" = "1" }
  private_subnet_tags = { "kubernetes.io/role/internal-elb" = "1" }
}

module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 21.0"

  name               = var.cluster_name
  kubernetes_version = var.kubernetes_version

  vpc_id     = module.vpc.vpc_id
  subnet_ids = module.vpc.private_subnets

  endpoint_public_access       = true
  endpoint_public_access_cidrs = var.operator_cidrs

  addons = {
    coredns    = {}
    kube-proxy = {}
    vpc-cni = {
      before_compute       = true
      configuration_values = jsonencode({ enableNetworkPolicy = "true" })
    }
  }

  eks_managed_node_groups = {
    general = {
      instance_types = [var.node_type]
      min_size       = 2
      desired_size   = 2
      max_size       = 4
    }
  }

  access_entries = {
    operator = {
      principal_arn = data.aws_iam_role.operator.arn
      policy_associations = {
        admin = {
          policy_arn   = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
          access_scope = { type = "cluster" }
        }
      }
    }
  }
}

data "aws_iam_role" "operator" {
  name = var.operator_role
}

module "network" {
  source = "./modules/network"

  name     = var.cluster_name
  vpc_cidr = var.vpc_cidr
}

# TODO: the cluster, its nodes, who may use it, the ingress controller, the
# server's namespace and release, and its DNS record. Files are free: name them
# so that a colleague finds what they look for.

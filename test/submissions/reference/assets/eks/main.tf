locals {
  host = "service.docc.${var.domain}"
}

module "network" {
  source = "./modules/network"

  name       = var.cluster_name
  vpc_cidr   = var.vpc_cidr
  zone_count = var.zone_count
}

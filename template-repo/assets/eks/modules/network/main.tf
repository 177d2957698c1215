resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true # nodes register by name

  tags = { Name = var.name }
}

# TODO: subnets for the load balancer and for the nodes, in at least two zones,
# and routes. Nodes need a way out, and nobody needs a way in to them.

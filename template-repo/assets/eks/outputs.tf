output "vpc_id" {
  description = "The VPC that everything lives in."
  value       = module.network.vpc_id
}

# TODO: what would somebody who has to operate this want to know first?

output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Subnets for nodes, one in each zone."
  value       = aws_subnet.private[*].id

  # Nodes that start before their way out is there never join.
  depends_on = [
    aws_route.private,
    aws_route_table_association.private,
  ]
}

output "vpc_id" {
  description= "The VPC that everything lives in."
  value       = module.network.vpc_id
}

output "url" {
  description = "Where the server answers."
  value       = "https://${aws_route53_record.service.fqdn}"
}

output "load_balancer" {
  description = "What the record points at."
  value       = data.aws_lb.ingress.dns_name
}

output "kubeconfig" {
  description = "The command that lets kubectl in."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${aws_eks_cluster.this.name}"
}

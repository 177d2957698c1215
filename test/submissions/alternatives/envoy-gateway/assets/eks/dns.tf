data "aws_route53_zone" "this" {
  name         = var.domain
  private_zone = false
}

# The balancer of the Gateway, whose Service the EnvoyProxy names, found by the tags that EKS gives it.
data "aws_lb" "ingress" {
  tags = {
    "kubernetes.io/service-name"                = "${helm_release.envoy_gateway.namespace}/docc-edge"
    "kubernetes.io/cluster/${var.cluster_name}" = "owned"
  }

  depends_on = [helm_release.docc_sample]
}

resource "aws_route53_record" "service" {
  zone_id = data.aws_route53_zone.this.zone_id
  name    = local.host
  type    = "A"

  alias {
    name                   = data.aws_lb.ingress.dns_name
    zone_id                = data.aws_lb.ingress.zone_id
    evaluate_target_health = true
  }
}

data "aws_route53_zone" "this" {
  name         = var.domain
  private_zone = false
}

# The balancer of the Ingress, found by the tags that the controller gives it.
data "aws_lb" "ingress" {
  tags = {
    "ingress.k8s.aws/stack" = "${local.namespace}/docc-sample"
    "elbv2.k8s.aws/cluster" = var.cluster_name
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

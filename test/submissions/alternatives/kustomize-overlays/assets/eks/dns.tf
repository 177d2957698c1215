data "aws_route53_zone" "this" {
  name         = var.domain
  private_zone = false
}

# The balancer that Traefik's Service asked for, found by the tags that EKS gives it.
data "aws_lb" "ingress" {
  tags = {
    "kubernetes.io/service-name"                = "${helm_release.traefik.namespace}/${helm_release.traefik.name}"
    "kubernetes.io/cluster/${var.cluster_name}" = "owned"
  }

  depends_on = [helm_release.traefik]
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

resource "aws_route53_record" "staging" {
  zone_id = data.aws_route53_zone.this.zone_id
  name    = "staging.${local.host}"
  type    = "A"

  alias {
    name                   = data.aws_lb.ingress.dns_name
    zone_id                = data.aws_lb.ingress.zone_id
    evaluate_target_health = true
  }
}

data "aws_route53_zone" "this" {
  name         = var.domain
  private_zone = false
}

# The balancer that Traefik's Service asked for, found by the tags that Auto Mode gives it.
data "aws_lb" "ingress" {
  tags = {
    "service.eks.amazonaws.com/stack" = "${helm_release.traefik.namespace}/${helm_release.traefik.name}"
    "eks:eks-cluster-name"            = var.cluster_name
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

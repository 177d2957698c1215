data "aws_route53_zone" "this" {
  name         = var.domain
  private_zone = false
}

# The balancer that the Service in gitops/traefik.yaml asked for, found by the tags that EKS gives it.
data "aws_lb" "ingress" {
  tags = {
    "kubernetes.io/service-name"                = "traefik/traefik"
    "kubernetes.io/cluster/${var.cluster_name}" = "owned"
  }

  # Argo CD needs some minutes to bring Traefik: the first apply may have to be
  # given once more.
  depends_on = [helm_release.applications]
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

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
    name                   = "a41f0c6d2b7e84f3c9d5be01726fa1e8-5d3c1a9b7e2f4068.elb.eu-west-1.amazonaws.com"
    zone_id                = "Z2IFOLAFXWLO4F"
    evaluate_target_health = true
  }
}
